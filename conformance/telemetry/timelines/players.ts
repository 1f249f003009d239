import { soon } from '../../seed/patience.ts'
import type { Part, Script, Step } from '../actors.ts'
import type { Cast, Play } from '../play.ts'
import { happened } from '../prompter.ts'
import type { Subscribe } from './timeline.ts'

/** What a runtime waits for before it does anything: so nobody is faster than another. */
export const afterExtension: Step = ['until', { type: 'extension.polled' }]

/** The function of every timeline. */
export const orders = {
  functionName: 'orders-api',
  memorySizeMb: 256,
  timeoutMs: 60_000,
  shutdownTimeoutMs: 30_000,
} as const

/** Where the platform's limits are moved by hand: what is measured is exact, too. */
export const byHand = {
  ...orders,
  initTimeoutMs: 10_000,
  timeoutMs: 5_000,
  time: 'manual',
} as const

export const saysHello: readonly Step[] = [
  ['say', 'hello'],
  ['respond', 50],
]

/** An extension for both events that subscribes, and is silent. */
export const shipper =
  (subscribe: Subscribe, part: Part = {}) =>
  (uri: string): Part => ({
    start: [['register', 'INVOKE', 'SHUTDOWN'], subscribe(uri)],
    ...part,
  })

/** One that subscribes in the first generation only. */
export const shipperOnce =
  (subscribe: Subscribe) =>
  (uri: string): Script => [shipper(subscribe)(uri), {}]

/** A runtime that is fine, with this extension. */
export const fine = (subscribe: Subscribe, options: Cast['options'] = orders): Cast => ({
  options,
  runtime: { start: [afterExtension] },
  extensions: { 'trace-shipper': shipper(subscribe) },
})

/** Runs an invocation to its end, and moves the time on so far that all of it is delivered. */
export async function invoke({ simulator }: Play, todo?: readonly Step[]): Promise<void> {
  await simulator.enqueue(todo === undefined ? {} : { do: todo }).done(soon)
}

/** Batches go by the platform's time: where that stands still they become due now. */
export function deliver({ simulator }: Play): void {
  simulator.advance(1_000)
}

/** The runtime has got so many events. */
export const handed = ({ simulator }: Play, count = 1): Promise<void> =>
  happened(simulator, { type: 'invocation.handed' }, count)

/** The environment is as it is after a failed init. */
export const dormant = ({ simulator }: Play): Promise<void> =>
  simulator.waitForPhase('dormant', soon)

/** The extension of this generation waits for its first event. */
export const polled = ({ simulator }: Play, generation: number): Promise<void> =>
  happened(simulator, { type: 'extension.polled', generation })
