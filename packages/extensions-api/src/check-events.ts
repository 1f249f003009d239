import { RefusalError } from '@sim/protocol'
import { ExtensionEventType } from './events.ts'
import type { ExtensionRules } from './extension-rules.ts'
import type { ExtensionKind } from './extension-state.ts'

/** Refuses the first event that this kind of extension cannot subscribe to. Captured. */
export function checkEvents(
  rules: ExtensionRules,
  kind: ExtensionKind,
  events: readonly string[],
): ExtensionEventType[] {
  return events.map((event) => {
    const refusal = rules.eventRefusal(kind, event)
    if (refusal !== undefined) throw new RefusalError(refusal)
    return ExtensionEventType.parse(event)
  })
}
