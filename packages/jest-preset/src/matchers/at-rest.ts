import { basename } from 'node:path'
import type { ObservedSimulator } from './observed.ts'

const resting: ReadonlySet<string> = new Set(['idle', 'snapshot', 'dormant', 'stopped'])

/**
 * Whether nothing more happens unless someone outside begins something: nothing runs, nothing is queued.
 *
 * An init is at rest when only a runtime that someone else starts is still to come: it may never come.
 */
export function isAtRest(simulator: ObservedSimulator): boolean {
  const { phase, queued } = simulator
  if (queued > 0) return false
  if (phase === 'init') return awaitsSomeoneElse(simulator)
  return resting.has(phase)
}

function awaitsSomeoneElse({ settings, extensions }: ObservedSimulator): boolean {
  if (settings.runtime !== undefined || settings.functionDirectory !== undefined) return false
  const ready = extensions.filter(({ state }) => state === 'Ready').map(({ name }) => name)
  return settings.extensions.every(
    ({ name, command }) => command === undefined || ready.includes(name ?? basename(command)),
  )
}
