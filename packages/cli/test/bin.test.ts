import { expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cli, RunningCli } from './running-cli.ts'
import { functionFolder } from './scratch-folder.ts'

const manifest = JSON.parse(readFileSync(`${import.meta.dirname}/../package.json`, 'utf8')) as {
  version: string
}

test('the version is that of the package', async () => {
  expect(await cli(['--version'])).toEqual({
    code: 0,
    signal: null,
    stdout: `${manifest.version}\n`,
    stderr: '',
  })
})

test('a wrong argument is told on standard error, with exit code 2', async () => {
  expect(await cli(['run', '.', '--tiemout', '3'])).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr:
      'lambda-sim run: there is no --tiemout, did you mean --timeout?\nSee "lambda-sim run --help".\n',
  })
})

test('a reader that goes away ends the command without a word', async () => {
  const many = Array.from({ length: 50 }, () => ['--event', '{}']).flat()
  await using running = new RunningCli(['run', functionFolder('greeter'), '--no-timeline', ...many])
  running.child.stdout.destroy()

  const { code, stderr } = await running.finished

  expect(code).toBe(141)
  expect(stderr).not.toMatch(/EPIPE|lambda-sim/)
  expect(stderr.match(/^START/gm)).toHaveLength(1)
})

const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0
const inTerminal = hasScript ? test : test.skip
if (!hasScript) console.warn('skipped: what is printed to a terminal needs the program `script`')

inTerminal.each([
  ['colours', {}, true],
  ['no colours with NO_COLOR', { NO_COLOR: '1' }, false],
])('a terminal shows %s, and each answer on a line of its own', (_title, env, hasColours) => {
  const bin = `${import.meta.dirname}/../src/bin.ts`
  const command = `'${process.execPath}' --conditions=@sim/source '${bin}' run '${functionFolder('greeter')}' --no-timeline`

  const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], TERM: 'xterm-256color', ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

  expect(status).toBe(0)
  expect(stdout).toMatch(/\{"hello":"world"\}\r\n/)
  expect(stdout.includes('\u001B[2mSTART')).toBe(hasColours)
  expect(/\u001B\[/.test(stdout)).toBe(hasColours)
})
