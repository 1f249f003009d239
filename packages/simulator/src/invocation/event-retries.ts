import { EventRetries } from '@sim/invoke-api'
import type { FlowContext } from '../flows/flow-context.ts'

/** Tries events of the Invoke API again, by the platform's time, and writes down which ones and which no more. */
export function eventRetries({ journal, time }: FlowContext): EventRetries {
  return new EventRetries({
    clock: time.paced,
    onEvent: ({ type, requestId, attempt }) => {
      if (type === 'retrying') journal.record('event.retrying', { requestId, attempt })
      if (type === 'discarded') journal.record('event.discarded', { requestId, attempt })
    },
  })
}
