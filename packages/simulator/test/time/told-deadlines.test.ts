import { expect, test } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extension, runtime } from '../programs.ts'

/** What 900 seconds of the platform last for the processes. */
const times: readonly [string, SimulatorOptions['time'], number][] = [
  ['real', 'real', 900_000],
  ['manual', 'manual', 900_000],
  ['scaled down', { scale: 0.01 }, 9_000],
  ['scaled up', { scale: 2 }, 1_800_000],
]

test.each(times)(
  'time %s: the deadline of an event is the wall time of its end',
  async (_, time, ms) => {
    await using simulator = await Simulator.start({ timeoutMs: 900_000, time })
    // Whatever the manual time is by now.
    if (time === 'manual') simulator.advance(3_600_000)
    const before = Date.now()
    simulator.enqueue({})

    const { headers } = await fetch(
      `http://${simulator.runtimeApi}/2018-06-01/runtime/invocation/next`,
    )

    const deadlineMs = Number(headers.get('lambda-runtime-deadline-ms'))
    expect(deadlineMs - before).toBeGreaterThanOrEqual(ms - 1)
    expect(deadlineMs - Date.now()).toBeLessThanOrEqual(ms)
    expect(Math.trunc(simulator.journal.entries('invocation.dispatched')[0]?.deadlineMs ?? 0)).toBe(
      deadlineMs,
    )
  },
)

test.each(times)(
  'time %s: the deadline of SHUTDOWN is the wall time of its end',
  async (_, time, ms) => {
    await using simulator = await Simulator.start({
      runtime: runtime('echoes'),
      extensions: [extension('observes')],
      // The runtime goes by itself, so that the time that it does not need need not come.
      shutdownTimeoutMs: 900_000,
      initTimeoutMs: 900_000,
      time,
    })
    await simulator.waitForPhase('idle')
    const before = Date.now()

    await simulator.shutdown()

    const [line] = simulator.telemetry.filter('extension').map(({ record }) => String(record))
    const { deadlineMs } = JSON.parse(line ?? '') as { deadlineMs: number }
    expect(deadlineMs - before).toBeGreaterThanOrEqual(ms - 1)
    expect(deadlineMs - Date.now()).toBeLessThanOrEqual(ms)
  },
)

test.each(times)('time %s: a handler sees how much of its time is left', async (_, time, ms) => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-time-'))
  try {
    const source = 'export const handler = async (_, context) => context.getRemainingTimeInMillis()'
    await writeFile(join(folder, 'index.mjs'), source)
    await using simulator = await Simulator.start({
      functionDirectory: folder,
      timeoutMs: 900_000,
      initTimeoutMs: 900_000,
      time,
    })
    await simulator.waitForPhase('idle')

    const { result, text } = await simulator.invoke({})

    expect(result?.status).toBe('success')
    expect(Number(text)).toBeLessThanOrEqual(ms)
    expect(Number(text)).toBeGreaterThan(ms - 5_000)
  } finally {
    await rm(folder, { recursive: true })
  }
})
