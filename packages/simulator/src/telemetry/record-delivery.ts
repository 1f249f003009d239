import type { DeliveryEvent } from '@sim/telemetry-api'
import type { Journal } from '../journal/journal.ts'

/** Writes down what became of telemetry on its way to a subscriber. */
export function recordDelivery(journal: Journal, event: DeliveryEvent): void {
  const { subscriber } = event
  switch (event.type) {
    case 'delivered':
      return journal.record('telemetry.delivered', {
        subscriber,
        events: event.events,
        bytes: event.bytes,
      })
    case 'retried':
      return journal.record('telemetry.retried', { subscriber, cause: event.cause })
    case 'dropped':
      return journal.record('telemetry.dropped', {
        subscriber,
        events: event.records,
        reason: event.reason,
      })
    default:
      return
  }
}
