import { waitFor } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import type { FatalError } from './fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import type { Generation } from './generation.ts'

/** The runtime's share of the budget. Core: `rapid/shutdown.go`. */
const runtimeShare = 0.3

/** The most that telemetry may take before SHUTDOWN goes out, as a share of the budget. */
const flushShare = 0.25

/**
 * Ends a generation as the platform does: the runtime first, then the extensions, each within its time.
 *
 * Everything is thawed before it is asked to end. Without extensions the runtime is killed at once. What is
 * still there at the deadline is killed. Core: `rapid/shutdown.go`.
 */
export async function shutdownFlow(
  context: FlowContext,
  generation: Generation,
  reason: ShutdownReason,
  cause: FatalError,
): Promise<void> {
  const { clock, journal, telemetry, freezer } = context
  generation.expectExits()
  const budgetMs = shutdownBudget(context, generation)
  const deadlineMs = clock.now() + budgetMs
  journal.record('shutdown', { reason, budgetMs })
  generation.session.retire(cause)
  freezer.forceUnfreeze()
  telemetry.resume()
  if (generation.registry.extensions.length > 0) {
    await generation.runtime?.stop({ deadlineMs: budgetMs * runtimeShare })
    await telemetry.flush({ timeoutMs: budgetMs * flushShare })
    await endExtensions(context, generation, reason, deadlineMs)
  }
  await generation.kill()
  generation.close(cause)
}

/** Documented budgets: 0 ms without extensions, 500 ms with internal ones only, else 2000 ms. */
function shutdownBudget({ settings }: FlowContext, { registry }: Generation): number {
  const { extensions } = registry
  if (settings.shutdownTimeoutMs !== undefined) return settings.shutdownTimeoutMs
  if (extensions.length === 0) return 0
  return extensions.some(({ kind }) => kind === 'external') ? 2_000 : 500
}

async function endExtensions(
  { clock, journal }: FlowContext,
  { registry, members }: Generation,
  reason: ShutdownReason,
  deadlineMs: number,
): Promise<void> {
  const subscribed = registry.extensions.filter(
    ({ kind, events }) => kind === 'external' && events.includes('SHUTDOWN'),
  )
  const left = () => Math.max(0, deadlineMs - clock.now())
  const handed = subscribed
    .filter(({ name }) => !members.some((member) => member.name === name))
    .map(({ name }) =>
      waitFor(
        journal,
        (entry) =>
          entry?.type === 'extension.handed' && entry.name === name && entry.event === 'SHUTDOWN',
        { what: `SHUTDOWN to reach ${name}`, timeoutMs: left(), clock },
      ).catch(() => undefined),
    )
  const names = registry.shutdown({
    eventType: 'SHUTDOWN',
    deadlineMs: Math.trunc(deadlineMs),
    shutdownReason: reason,
  })
  const ends = members.map(({ name, process }) =>
    names.includes(name) ? endsWithin(process, left(), clock) : process.kill(),
  )
  await Promise.all([...ends, ...handed])
}

async function endsWithin(
  process: Generation['members'][number]['process'],
  ms: number,
  clock: FlowContext['clock'],
): Promise<unknown> {
  const late = Promise.withResolvers<void>()
  using _timer = clock.after(ms, late.resolve)
  await Promise.race([process.exited, late.promise])
  return process.kill()
}
