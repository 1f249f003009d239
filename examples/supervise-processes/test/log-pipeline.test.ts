import { expect, test } from '@jest/globals'
import { Environment, describeReason, rootCause, type EnvironmentEvent } from '@sim/process'
import { logPipeline } from '../log-pipeline.ts'

/** Writes what it reads, and ends badly when it reads `fail`. */
const script = 'while read -r line; do [ "$line" = fail ] && exit 3; echo "$line"; done'

/** Resolves when so many children were restarted. */
function restarts(environment: Environment, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = count
  environment.subscribe(({ type }: EnvironmentEvent) => {
    if (type === 'restarted') left -= 1
    if (left === 0) resolve()
  })
  return promise
}

test('lines go from a program to a task', async () => {
  await using environment = new Environment()
  await environment.supervise(logPipeline(environment, script))

  environment.send('writer', 'one\ntwo\n')

  expect(await environment.request('counter', { lines: 2 })).toBe(2)
})

test('when the program fails, both begin anew', async () => {
  await using environment = new Environment()
  const supervisor = await environment.supervise(logPipeline(environment, script))
  environment.send('writer', 'one\n')
  await environment.request('counter', { lines: 1 })
  const again = restarts(environment, 2)

  environment.send('writer', 'fail\n')
  await again
  environment.send('writer', 'two\n')

  expect(await environment.request('counter', { lines: 1 })).toBe(1)
  expect(supervisor.children()).toMatchObject([
    { id: 'counter', state: 'running', restarts: 1 },
    { id: 'writer', state: 'running', restarts: 1, exit: { kind: 'failure', code: 3 } },
  ])
})

test('what fails again and again is given up, and its cause is known', async () => {
  await using environment = new Environment()
  const supervisor = await environment.supervise(logPipeline(environment, 'read -r line; exit 3'))

  environment.subscribe((event) => {
    if (event.type === 'spawned' && event.name === 'writer') environment.send('writer', '\n')
  })
  environment.send('writer', '\n')

  expect(describeReason(rootCause(await supervisor.exited))).toBe('failure: exit status 3')
})

test('stopping leaves nothing', async () => {
  await using environment = new Environment()
  const supervisor = await environment.supervise(logPipeline(environment, script))

  expect(await supervisor.stop()).toEqual({ kind: 'shutdown' })
  expect(environment.list()).toEqual([])
})
