import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gate } from '../fixtures/gate.ts'
import { fixtureFunction } from '../seed/fixture.ts'
import { patient, soon, unhurried } from '../seed/patience.ts'

type Extension = NonNullable<SimulatorOptions['extensions']>[number]

/**
 * An environment in which no limit and no buffer ends by itself: what happens in it, and what goes into which batch, does not
 * depend on how busy the machine is.
 */
export const troubled: SimulatorOptions = {
  ...patient,
  ...unhurried,
  time: 'manual',
  functionDirectory: fixtureFunction('troubled'),
  handler: 'index.handler',
}

/** Longer than clients let events be buffered, and no whole number of milliseconds. */
const bufferedMs = 25.4321

/**
 * Lives through all that telemetry tells of: a cold start, invocations that print, a handler's error, a time-out, a crash, an
 * initialisation inside an invocation after each of the two, and the end.
 */
export async function liveThrough(simulator: Simulator): Promise<void> {
  for (const lines of [1, 2, 3]) await invoke(simulator, { lines })
  await invoke(simulator, { ends: 'thrown' })
  await timeOut(simulator)
  await invoke(simulator, { lines: 2 })
  await invoke(simulator, { ends: 'exited' })
  await invoke(simulator, {})
  await simulator.shutdown()
}

/** How each invocation of that life ended, as the platform reports it. A handler that throws is no failure of its runtime. */
export const livedThrough = 'success success success success timeout success error success'.split(
  ' ',
)

/**
 * A life that begins with an initialisation that fails, when the extension has subscribed, and goes on in an invocation that
 * initialises anew. Returns the simulator, which has shut down.
 */
export async function recover(
  extension: Extension,
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const folder = await mkdtemp(join(tmpdir(), 'recover-'))
  try {
    await using door = await gate()
    await using simulator = await Simulator.start({
      ...troubled,
      ...options,
      environment: { GATE: door.url, FAILED_ONCE: join(folder, 'failed') },
      extensions: [extension],
    })
    await simulator.waitForEntry(
      (entry) => entry.type === 'telemetry' && entry.event.type.endsWith('Subscription'),
      { ...soon, what: 'a subscription' },
    )
    door.open()
    await simulator.waitForPhase('dormant', soon)
    await invoke(simulator, {})
    await simulator.shutdown()
    return simulator
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** An invocation from its begin to its end, and the delivery of what there is to tell of it. */
export async function invoke(simulator: Simulator, event: object): Promise<void> {
  const invocation = simulator.enqueue(event)
  await invocation.done(soon)
  simulator.advance(bufferedMs)
}

/** The same of one that does not come to an end. */
async function timeOut(simulator: Simulator): Promise<void> {
  const invocation = simulator.enqueue({ ends: 'never' })
  await simulator.waitForEntry(
    (entry) => entry.type === 'process.output' && entry.requestId === invocation.requestId,
    { ...soon, what: 'the function to print' },
  )
  simulator.advance(simulator.settings.timeoutMs)
  await invocation.done(soon)
}
