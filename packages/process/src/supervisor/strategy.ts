import type { ExitReason } from '../kernel/exit-reason.ts'
import type { RestartType, Strategy } from './supervision.ts'

/** Whether a child of this type is restarted that ended for this reason by itself. */
export function isRestarted(type: RestartType, reason: ExitReason): boolean {
  if (type !== 'transient') return type === 'permanent'
  let root = reason
  while (root.kind === 'linked') root = root.cause
  return root.kind !== 'normal' && root.kind !== 'shutdown'
}

/** Who goes and comes back with a child, itself included, in the order of their start. */
export function groupOf<C>(strategy: Strategy, all: readonly C[], child: C): readonly C[] {
  if (strategy === 'one_for_one') return [child]
  return strategy === 'one_for_all' ? all : all.slice(all.indexOf(child))
}
