import { SimulatorError } from '@sim/core'
import * as z from 'zod'

/** What an extension can subscribe to. Letter case counts. */
export const ExtensionEventType = z.enum(['INVOKE', 'SHUTDOWN'])
export type ExtensionEventType = z.infer<typeof ExtensionEventType>

/**
 * Why an environment ends: nothing to do, an invocation that took too long, a process that died.
 *
 * Captured in production in lower case; the developer guide prints them in upper case.
 */
export const ShutdownReason = z.enum(['spindown', 'timeout', 'failure'])
export type ShutdownReason = z.infer<typeof ShutdownReason>

/**
 * An invocation begins. Keys are sent in this order. The payload is never among them.
 *
 * `deadlineMs` is in milliseconds since 1970 and is the runtime's deadline. `tracing` holds the trace header
 * as the caller sent it and is left out when there is none. Core: `rendering/rendering.go`.
 */
export const InvokeEvent = z.strictObject({
  eventType: z.literal('INVOKE'),
  deadlineMs: z.int(),
  requestId: z.string(),
  invokedFunctionArn: z.string(),
  tracing: z.strictObject({ type: z.literal('X-Amzn-Trace-Id'), value: z.string() }).optional(),
})
export type InvokeEvent = z.infer<typeof InvokeEvent>

/** The environment ends; whoever is still there at `deadlineMs` is killed. Keys are sent in this order. */
export const ShutdownEvent = z.strictObject({
  eventType: z.literal('SHUTDOWN'),
  deadlineMs: z.int(),
  shutdownReason: ShutdownReason,
})
export type ShutdownEvent = z.infer<typeof ShutdownEvent>

/** What `event/next` answers. */
export const NextEvent = z.discriminatedUnion('eventType', [InvokeEvent, ShutdownEvent])
export type NextEvent = z.infer<typeof NextEvent>

/**
 * The event as it goes over the wire: its keys in the platform's order, its deadline in whole milliseconds.
 *
 * Throws `ERR_INVALID_EVENT` for what is no event.
 */
export function wireEvent<E extends NextEvent>(event: E): E {
  const result = NextEvent.safeParse({ ...event, deadlineMs: Math.trunc(event.deadlineMs) })
  if (result.success) return result.data as E
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new SimulatorError(
    'ERR_INVALID_EVENT',
    `an INVOKE or SHUTDOWN event was wanted, but ${faults.join('; ')}`,
    { cause: result.error },
  )
}
