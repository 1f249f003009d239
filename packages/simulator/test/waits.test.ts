import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'

test('each wait says what it waited for and what it saw', async () => {
  await using simulator = await Simulator.start({ extensions: [{ name: 'otel' }] })
  const limits = { timeoutMs: 5 }

  const failures = await Promise.all(
    [
      simulator.waitForPhase('idle', limits),
      simulator.waitForFrozen(limits),
      simulator.waitForExtensions(['otel'], limits),
      simulator.waitForExtensions(1, limits),
      simulator.waitForExtensionsReady(limits),
      simulator.enqueue({}).completed(limits),
      simulator.waitForEntry(() => false, { ...limits, what: 'a miracle' }),
    ].map((wait) =>
      wait.then(
        () => 'no failure',
        (error: Error) => error.message.split('\n')[0],
      ),
    ),
  )

  expect(failures).toEqual([
    "waited 5 ms for phase idle; last saw 'init'",
    expect.stringMatching(/^waited 5 ms for .*frozen; last saw .*running/),
    'waited 5 ms for extensions otel to register; last saw this:',
    'waited 5 ms for 1 extensions to register; last saw this:',
    'waited 5 ms for every extension to ask for its next event; last saw this:',
    expect.stringMatching(
      /^waited 5 ms for the answer of invocation [0-9a-f-]{36}; last saw it queued$/,
    ),
    'waited 5 ms for a miracle; last saw this:',
  ])
})

test('each wait ends with the reason of its signal', async () => {
  await using simulator = await Simulator.start()
  const abort = new AbortController()
  const reason = new Error('enough')
  const limits = { signal: abort.signal }
  const waits = [
    simulator.waitForPhase('idle', limits),
    simulator.waitForFrozen(limits),
    simulator.waitForExtensions(1, limits),
    simulator.enqueue({}).done(limits),
    simulator.invoke({}, limits),
  ]

  abort.abort(reason)

  for (const wait of waits) await expect(wait).rejects.toBe(reason)
})

test.each([
  ['waitForPhase', (simulator: Simulator) => simulator.waitForPhase('invoke')],
  ['waitForFrozen', (simulator: Simulator) => simulator.waitForFrozen()],
  ['waitForExtensions', (simulator: Simulator) => simulator.waitForExtensions(1)],
  [
    'waitForEntry',
    (simulator: Simulator) => simulator.waitForEntry(() => false, { what: 'nothing' }),
  ],
  ['waitFor', (simulator: Simulator) => simulator.waitFor(() => false, { what: 'nothing' })],
])('%s ends when the environment does', async (_, wait) => {
  await using simulator = await Simulator.start()
  const before = wait(simulator).catch((error: unknown) => error)

  await simulator.stop()

  const after = wait(simulator).catch((error: unknown) => error)
  expect(await before).toMatchObject({ code: 'ERR_SIMULATOR_STOPPED' })
  expect(await after).toMatchObject({ code: 'ERR_SIMULATOR_STOPPED' })
})

test('what a stopped environment has done can still be asked for', async () => {
  await using simulator = await Simulator.start()

  await simulator.stop()

  await simulator.waitForPhase('stopped')
  await simulator.waitFor(({ phase }) => phase === 'stopped', { what: 'the end' })
  const entry = await simulator.waitForEntry(({ type }) => type === 'phase', { what: 'a phase' })
  expect(entry).toMatchObject({ from: 'init' })
})
