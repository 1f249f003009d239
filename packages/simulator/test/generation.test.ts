import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from './programs.ts'

test('of several causes the first one counts', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
    freeze: 'process',
  })
  await simulator.waitForPhase('idle')
  for (const role of ['runtime', 'extension']) {
    process.kill(simulator.processes.find((one) => one.role === role)?.pid ?? NaN, 'SIGKILL')
    await simulator.waitForEntry(
      (entry) => entry.type === 'process.exited' && entry.role === role,
      {
        what: `the end of the ${role}`,
      },
    )
  }
  const frozen = simulator.freezer.members

  const { result } = await simulator.invoke({})

  expect(result?.errorType).toBe('Runtime.ExitError')
  expect(simulator.journal.entries('failed')).toHaveLength(1)
  expect(frozen).toEqual([])
})

test('an internal extension that comes after the runtime is ready comes too late', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  await simulator.waitForPhase('idle')

  const response = await fetch(`http://${simulator.runtimeApi}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': 'late' },
    body: '{"events":["INVOKE"]}',
  })

  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ errorType: 'Extension.RegistrationClosed' })
  expect(simulator.journal.entries('refused')).toMatchObject([
    { refusal: { errorType: 'Extension.RegistrationClosed' } },
  ])
})
