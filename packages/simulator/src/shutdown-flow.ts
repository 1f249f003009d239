import { waitFor } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import type { FatalError } from './fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import type { Generation } from './generation.ts'
import { extensionPrograms } from './programs.ts'

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
  const { time, journal, telemetry, freezer } = context
  generation.expectExits()
  const budgetMs = shutdownBudget(context, generation)
  const deadlineMs = time.deadline(budgetMs)
  journal.record('shutdown', { reason, budgetMs })
  generation.session.retire(cause)
  freezer.forceUnfreeze()
  telemetry.resume()
  if (generation.registry.extensions.length > 0) {
    await generation.stopRuntime(time.real(budgetMs * runtimeShare))
    await telemetry.flush({ timeoutMs: budgetMs * flushShare })
    await endExtensions(context, generation, reason, deadlineMs)
  }
  // Whoever is left, a runtime without extensions too, is not asked.
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
  context: FlowContext,
  generation: Generation,
  reason: ShutdownReason,
  deadlineMs: number,
): Promise<void> {
  const { registry } = generation
  const left = () => context.time.leftUntil(deadlineMs)
  const handed = attachedExtensions(context, registry).map((name) => isTold(context, name, left()))
  const names = registry.shutdown({
    eventType: 'SHUTDOWN',
    deadlineMs: Math.trunc(deadlineMs),
    shutdownReason: reason,
  })
  const stopped = generation.stop(({ name }) =>
    names.includes(name) ? { withinMs: left(), isAsked: true } : 'kill',
  )
  await Promise.all([stopped, ...handed])
}

/** Those that someone else started, that want to hear of SHUTDOWN, and that can still ask. */
function attachedExtensions(
  { settings }: FlowContext,
  { extensions }: Generation['registry'],
): readonly string[] {
  const attached = extensionPrograms(settings).filter(({ program }) => program === undefined)
  return extensions
    .filter(({ name }) => attached.some((other) => other.name === name))
    .filter(({ events, state }) => events.includes('SHUTDOWN') && pollingStates.has(state))
    .map(({ name }) => name)
}

const pollingStates: ReadonlySet<string> = new Set(['Registered', 'Ready', 'Running'])

/** SHUTDOWN has been handed to it, or the time is over. More cannot be known of a process that is not ours. */
async function isTold({ journal, clock }: FlowContext, name: string, ms: number): Promise<void> {
  await waitFor(
    journal,
    (entry) =>
      entry?.type === 'extension.handed' && entry.name === name && entry.event === 'SHUTDOWN',
    { what: `SHUTDOWN to reach ${name}`, timeoutMs: ms, clock },
  ).catch(() => undefined)
}
