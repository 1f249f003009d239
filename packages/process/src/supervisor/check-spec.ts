import { inspect } from 'node:util'
import * as kinds from './option-kinds.ts'
import { describeFault, faultsOf, refuse, type OptionKinds } from './option-kinds.ts'
import type { AutoShutdown } from './supervision.ts'
import type { ChildSpec, SupervisorSpec } from './supervisor-spec.ts'

/** A spec with its defaults. */
export type SupervisorSettings = {
  readonly [K in Exclude<keyof SupervisorSpec, 'name' | 'onGiveUp'>]-?: NonNullable<
    SupervisorSpec[K]
  >
}

const { callable, count, duration, either, flag, list, oneOf, optional, text } = kinds

const ofSupervisors: OptionKinds = {
  name: optional(text),
  children: list,
  strategy: optional(oneOf('one_for_one', 'one_for_all', 'rest_for_one')),
  intensity: optional(count),
  periodMs: optional(duration),
  autoShutdown: optional(oneOf('never', 'any_significant', 'all_significant')),
  stopOrder: optional(oneOf('reverse', 'together')),
  backoffMs: optional(callable),
  onGiveUp: optional(callable),
}

const ofChildren: OptionKinds = {
  id: text,
  start: callable,
  restart: optional(oneOf('permanent', 'transient', 'temporary')),
  significant: optional(flag),
  shutdownMs: optional(either(duration, oneOf('kill', 'infinity'))),
  stop: optional(callable),
}

/** Checks a spec and fills in the defaults. Throws `ERR_INVALID_OPTIONS`, which names each fault. */
export function checkSupervisorSpec(spec: SupervisorSpec): SupervisorSettings {
  const { autoShutdown = 'never' } = spec
  const children = Array.isArray(spec.children) ? spec.children : []
  refuse([
    ...faultsOf(spec, ofSupervisors),
    ...children.flatMap((child: ChildSpec) => childFaults(child, autoShutdown)),
    ...twins(children),
  ])
  return {
    children,
    autoShutdown,
    strategy: spec.strategy ?? 'one_for_one',
    intensity: spec.intensity ?? 1,
    periodMs: spec.periodMs ?? 5_000,
    stopOrder: spec.stopOrder ?? 'reverse',
    backoffMs: spec.backoffMs ?? (() => 0),
  }
}

/** Checks the spec of one child. Throws `ERR_INVALID_OPTIONS`, which names each fault. */
export function checkChildSpec(spec: ChildSpec, autoShutdown: AutoShutdown): void {
  refuse(childFaults(spec, autoShutdown))
}

/** The milliseconds that a back-off came up with. Throws `ERR_INVALID_OPTIONS` if they are none. */
export function checkBackoff(ms: number): number {
  if (!duration.includes(ms)) {
    refuse([describeFault('backoffMs', `a function that returns ${duration.allowed}`, ms)])
  }
  return ms
}

function childFaults(spec: ChildSpec, autoShutdown: AutoShutdown): string[] {
  if (typeof spec !== 'object' || spec === null) return [describeFault('child', 'an object', spec)]
  const of = ` of child ${inspect(spec.id)}`
  const faults = faultsOf(spec, ofChildren, of)
  const { restart = 'permanent', significant } = spec
  if (significant !== true) return faults
  const refused = (when: string) => describeFault(`significant${of}`, `false ${when}`, true)
  if (restart === 'permanent') faults.push(refused('for a permanent child'))
  if (autoShutdown === 'never') faults.push(refused("while autoShutdown is 'never'"))
  return faults
}

/** Ids that stand more than once. */
function twins(children: readonly ChildSpec[]): string[] {
  const ids = children.map((child) => child?.id)
  const more = new Set(ids.filter((id, index) => id !== undefined && ids.indexOf(id) < index))
  return [...more].map(
    (id) => `children must each have an id of their own, found ${inspect(id)} twice`,
  )
}
