import { waitFor, type WaitLimits } from '@sim/core'
import type { ShutdownReason } from '@sim/extensions-api'
import type { FatalError } from '../environment/fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import type { Generation } from '../generation/generation.ts'
import type { GenerationSession } from '../generation/generation-session.ts'
import { isManaged } from '../managed/is-managed.ts'
import type { Limit } from '../platform-time.ts'
import { extensionPrograms } from '../generation/programs.ts'

/**
 * The runtime's share of the budget where external extensions have the rest. Core: `rapid/shutdown.go`, and measured; the
 * documentation has 300 of 2000 ms. Chosen.
 */
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
  generation: Generation<GenerationSession>,
  reason: ShutdownReason,
  cause: FatalError,
): Promise<void> {
  const { time, journal, telemetry, freezer } = context
  generation.expectExits()
  const budgetMs = shutdownBudget(context, generation)
  const limit = time.limit(budgetMs)
  journal.record('shutdown', { reason, budgetMs })
  generation.session.retire(cause)
  freezer.forceUnfreeze()
  telemetry.resume()
  try {
    if (generation.registry.extensions.length > 0) {
      await generation.stopRuntime(budgetMs * (hasExternal(generation) ? runtimeShare : 1))
      const { killed: signal } = generation
      await telemetry.flush({ timeoutMs: budgetMs * flushShare, signal }).catch(() => undefined)
      await endExtensions(context, generation, reason, limit)
    }
  } finally {
    // Whoever is left, a runtime without extensions too, is not asked. Also when one of them cannot be ended.
    await generation.kill()
  }
  generation.close(cause)
}

/** Documented budgets: 0 ms without extensions, 500 ms with internal ones only, else 2000 ms. A managed instance: 0 or 2000. */
function shutdownBudget(
  { settings }: FlowContext,
  { registry }: Generation<GenerationSession>,
): number {
  const { extensions } = registry
  if (settings.shutdownTimeoutMs !== undefined) return settings.shutdownTimeoutMs
  if (extensions.length === 0) return 0
  return isManaged(settings) || hasExternal({ registry }) ? 2_000 : 500
}

/** Internal extensions are in the runtime: its time is theirs. */
function hasExternal({ registry }: Pick<Generation<GenerationSession>, 'registry'>): boolean {
  return registry.extensions.some(({ kind }) => kind === 'external')
}

async function endExtensions(
  context: FlowContext,
  generation: Generation<GenerationSession>,
  reason: ShutdownReason,
  limit: Limit,
): Promise<void> {
  const { registry } = generation
  const handed = attachedExtensions(context, registry).map((name) =>
    isTold(context, name, { timeoutMs: limit.leftMs, signal: generation.killed }),
  )
  const names = registry.shutdown({
    eventType: 'SHUTDOWN',
    deadlineMs: Math.trunc(limit.deadlineMs),
    shutdownReason: reason,
  })
  const stopped = generation.stop(({ name }) =>
    names.includes(name) ? { withinMs: limit.leftMs, isAsked: true } : 'kill',
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
async function isTold(
  { journal, time }: FlowContext,
  name: string,
  limits: WaitLimits,
): Promise<void> {
  await waitFor(
    journal,
    (entry) =>
      entry?.type === 'extension.handed' && entry.name === name && entry.event === 'SHUTDOWN',
    { ...limits, what: `SHUTDOWN to reach ${name}`, clock: time.paced },
  ).catch(() => undefined)
}
