import { expect, test } from '@jest/globals'
import { SimulatorError } from '@sim/core'
import { commands } from '../src/commands.ts'
import { lambdaSim } from '../src/lambda-sim.ts'
import { fakeTerminal } from './fake-terminal.ts'

async function run(line: string) {
  const terminal = fakeTerminal()
  const code = await lambdaSim(line === '' ? [] : line.split(' '), terminal)
  return { code, stdout: terminal.stdout.text, stderr: terminal.stderr.text }
}

test('the list of commands is what the commands say of themselves', async () => {
  for (const { name, summary, load } of commands) {
    expect({ name, summary }).toEqual({ name, summary: (await load()).summary })
    expect((await load()).name).toBe(name)
  }
})

test('the help of lambda-sim lists its commands', async () => {
  const { code, stdout, stderr } = await run('--help')

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatchSnapshot()
  for (const line of ['-h', 'help']) expect(await run(line)).toEqual({ code, stdout, stderr })
})

test.each(['run', 'start'])('the help of %s is the same wherever it is asked for', async (name) => {
  const { code, stdout, stderr } = await run(`${name} --help`)

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatchSnapshot()
  for (const line of [`${name} -h`, `help ${name}`, `${name} . --timeout never --help`]) {
    expect(await run(line)).toEqual({ code: 0, stdout, stderr: '' })
  }
})

test('no line of a help is wider than 100 columns', async () => {
  const helps = await Promise.all(['--help', 'run --help', 'start --help'].map(run))

  const wide = helps
    .flatMap(({ stdout }) => stdout.split('\n'))
    .filter(({ length }) => length > 100)

  expect(wide).toEqual([])
})

test('without a command the help goes to standard error', async () => {
  const { stdout } = await run('--help')

  expect(await run('')).toEqual({ code: 2, stdout: '', stderr: stdout })
})

const timeForm = 'a time from 1ms to 900s such as 3, 0.5 or 500ms'

test.each([
  ['strat', 'lambda-sim', 'there is no command "strat", did you mean start?'],
  ['deploy', 'lambda-sim', 'there is no command "deploy", only run, start, rie'],
  ['help strat', 'lambda-sim', 'there is no command "strat", did you mean start?'],
  [
    '--port 3',
    'lambda-sim',
    'a command is wanted, found the flag --port; allowed are run, start, rie',
  ],
  [
    'run',
    'lambda-sim run',
    'DIR|BOOTSTRAP is missing: a folder with a function, or an executable that is a runtime',
  ],
  [
    'run . {}',
    'lambda-sim run',
    'one DIR|BOOTSTRAP is allowed, found . and {}; events are given by --event',
  ],
  [
    'run /nowhere',
    'lambda-sim run',
    'DIR|BOOTSTRAP must be a folder or an executable file, found nothing at /nowhere',
  ],
  ['run . --tiemout 3', 'lambda-sim run', 'there is no --tiemout, did you mean --timeout?'],
  ['run . --port 3', 'lambda-sim run', 'there is no --port'],
  ['run . --timeout abc', 'lambda-sim run', `--timeout must be ${timeForm}, found "abc"`],
  [
    'run . --timeout',
    'lambda-sim run',
    `--timeout needs a value, SECONDS: ${timeForm}, found nothing`,
  ],
  ['run . --freeze=yes', 'lambda-sim run', '--freeze takes no value, found "yes"'],
  [
    'run . --event {',
    'lambda-sim run',
    '--event must be JSON, @FILE, or - for standard input, found "{"',
  ],
  ['start a b', 'lambda-sim start', 'one DIR|BOOTSTRAP is allowed, found a and b'],
  [
    'start --port 65536',
    'lambda-sim start',
    '--port must be a port from 0 to 65535; 0 takes a free one, found "65536"',
  ],
  [
    'start --runtime-api-port x',
    'lambda-sim start',
    '--runtime-api-port must be a port from 0 to 65535; 0 takes a free one, found "x"',
  ],
  [
    'start --host=',
    'lambda-sim start',
    '--host must be an address of this machine such as 127.0.0.1, found ""',
  ],
  ['start --event {}', 'lambda-sim start', 'there is no --event'],
  ['start --memroy 128', 'lambda-sim start', 'there is no --memroy, did you mean --memory?'],
])('%s: exit code 2', async (line, who, message) => {
  expect(await run(line)).toEqual({
    code: 2,
    stdout: '',
    stderr: `${who}: ${message}\nSee "${who} --help".\n`,
  })
})

test.each([
  [
    new SimulatorError('ERR_LISTEN', 'cannot listen'),
    'lambda-sim run: cannot listen [ERR_LISTEN]\n',
  ],
  [Object.assign(new Error('a fault'), { stack: 'the stack' }), 'lambda-sim run: the stack\n'],
  ['a string', 'lambda-sim run: a string\n'],
])('what fails for another reason exits with 1 and says all that is known', async (error, text) => {
  const terminal = Object.defineProperty(fakeTerminal(), 'cwd', {
    get() {
      throw error
    },
  })

  expect(await lambdaSim(['run', '.'], terminal)).toBe(1)
  expect(terminal.stderr.text).toBe(text)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGPIPE', 141],
])('what %s cut short says nothing and exits with %i', async (reason, code) => {
  const terminal = fakeTerminal({ signal: AbortSignal.abort(reason) })

  expect(await lambdaSim(['run', '.'], terminal)).toBe(code)
  expect(terminal.stderr.text).toBe('')
})

test('a failure to write is told, and exits with 1', async () => {
  const full = Object.assign(new Error('ENOSPC'), { stack: 'no space left' })
  const terminal = fakeTerminal({ signal: AbortSignal.abort(full) })

  expect(await lambdaSim(['run', '.'], terminal)).toBe(1)
  expect(terminal.stderr.text).toBe('lambda-sim run: no space left\n')
})
