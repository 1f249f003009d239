import { RefusalError } from '@sim/protocol'
import { ExtensionEventType } from './events.ts'
import type { ExtensionKind } from './extension-state.ts'
import { refusals } from './refusals.ts'

/**
 * Refuses the first event that this kind of extension cannot subscribe to.
 *
 * Captured; core: `core/agentutil.go`.
 */
export function checkEvents(kind: ExtensionKind, events: readonly string[]): ExtensionEventType[] {
  return events.map((event) => {
    if (kind === 'internal' && event === 'SHUTDOWN') {
      throw new RefusalError(refusals.shutdownOfInternal)
    }
    const { success, data } = ExtensionEventType.safeParse(event)
    if (!success) throw new RefusalError(refusals.invalidEvent(event))
    return data
  })
}
