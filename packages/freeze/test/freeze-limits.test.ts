import { expect, test } from '@jest/globals'
import { controllerOn, stepByStep } from './controller-on.ts'
import { FakeTable, runs } from './fake-table.ts'

test('a caller that aborts rolls the freeze back', async () => {
  const table = new FakeTable()
  const { controller, events } = controllerOn(table)
  stepByStep(table)
  const child = table.spawn()
  controller.register(child)
  const abort = new AbortController()
  const reason = new Error('the test is over')

  const freezing = controller.freezeAtEpoch(0, { signal: abort.signal })
  abort.abort(reason)

  await expect(freezing).rejects.toBe(reason)
  expect(controller).toMatchObject({ state: 'running', epoch: 0 })
  expect(child.signals).toEqual(['SIGSTOP', 'SIGCONT'])
  expect(events).toMatchObject([
    { type: 'failed', error: { code: 'ERR_FREEZE_ABANDONED', cause: reason } },
  ])
})

test('a caller that aborts does not spoil the freeze for another', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const { look } = stepByStep(table)
  const child = table.spawn()
  controller.register(child)
  const abort = new AbortController()
  const aborted = controller.freezeAtEpoch(0, { signal: abort.signal })
  const other = controller.freezeAtEpoch(0)

  abort.abort(new Error('enough'))
  await expect(aborted).rejects.toThrow('enough')
  table.settleAll()
  await look()

  expect(await other).toBe('frozen')
  expect(child.signals).toEqual(['SIGSTOP'])
})

test('a signal that is aborted already freezes nothing', async () => {
  const table = new FakeTable()
  const { controller } = controllerOn(table)
  const child = table.spawn()
  controller.register(child)

  const freezing = controller.freezeAtEpoch(0, { signal: AbortSignal.abort(new Error('no')) })

  await expect(freezing).rejects.toThrow('no')
  expect(child.signals).toEqual([])
})

test('a caller whose time is over rolls the freeze back, and is told what was missing', async () => {
  const table = new FakeTable()
  const { controller, clock } = controllerOn(table)
  stepByStep(table)
  const child = table.spawn()
  controller.register(child)

  const freezing = controller.freezeAtEpoch(0, { timeoutMs: 10 })
  clock.advance(10)

  const failure = await freezing.catch((error: Error) => error)
  expect(failure).toMatchObject({ code: 'ERR_WAIT_TIMEOUT' })
  expect((failure as Error).message).toMatchInlineSnapshot(
    `"waited 10 ms for every thread to be stopped; last saw process 200: thread 200 is S"`,
  )
  expect(runs(child)).toBe(true)
})

test('waiting for a state ends when it comes, and is bounded', async () => {
  const table = new FakeTable()
  const { controller, clock } = controllerOn(table)
  controller.register(table.spawn())

  const frozen = controller.waitForState('frozen')
  await controller.freezeAtEpoch(0)
  const running = controller.waitForState('running', { timeoutMs: 50 })
  clock.advance(50)

  await expect(frozen).resolves.toBeUndefined()
  await expect(running).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
    message: "waited 50 ms for the processes to be running; last saw 'frozen'",
  })
})
