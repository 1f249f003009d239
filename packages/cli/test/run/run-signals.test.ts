import { expect, test } from '@jest/globals'
import { untilGone } from '../is-alive.ts'
import { cli, RunningCli } from '../running-cli.ts'
import { functionFolder } from '../scratch-folder.ts'

const greeter = functionFolder('greeter')

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s cuts a run short at once, and ends what it started', async (signal, code) => {
  const args = ['run', greeter, '--timeout', '15m', '--event', '{"print":"here","hang":true}']
  await using running = new RunningCli(args)
  await running.says('stderr', /\there\n/)

  running.child.kill(signal)

  const end = await running.finished
  expect({ code: end.code, stdout: end.stdout }).toEqual({ code, stdout: '' })
  expect(end.stderr).toMatch(/-> stopped\n$/)
  const started = /runtime started, pid (\d+)/.exec(end.stderr)?.[1]
  await untilGone([Number(started)])
})

test('a run that waits for its event is cut short, too', async () => {
  const tells = `process.on('newListener',(name)=>name==='SIGINT'&&process.stderr.write('listens'))`
  await using running = new RunningCli(['run', greeter, '--event', '-'], {
    stdin: { open: true },
    node: ['--import', `data:text/javascript,${encodeURIComponent(tells)}`],
  })
  await running.says('stderr', /listens/)

  running.child.kill('SIGINT')

  const { code, stderr } = await running.finished
  expect({ code, stderr }).toEqual({ code: 130, stderr: 'listens' })
})

test('a run that was killed leaves nothing behind', async () => {
  const args = [
    'run',
    greeter,
    '--timeout',
    '15m',
    '--json',
    '--event',
    '{"pids":true}',
    '--event',
    '{"hang":true}',
  ]
  await using running = new RunningCli(args)
  const [, pid] = await running.says('stdout', /"payload":"(\d+)"/)

  running.child.kill('SIGKILL')

  expect((await running.finished).signal).toBe('SIGKILL')
  await untilGone([Number(pid)])
})

test('a run that is over leaves nothing behind', async () => {
  const { stdout } = await cli(['run', greeter, '--event', '{"pids":true}'])

  await untilGone([Number(stdout)])
})
