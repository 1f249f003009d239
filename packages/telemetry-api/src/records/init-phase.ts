import * as z from 'zod'

/**
 * Why there is an execution environment.
 *
 * Documented, except the last two (core: `telemetry/events_api.go`, and that of managed instances).
 */
export const InitializationType = z.enum([
  'on-demand',
  'provisioned-concurrency',
  'snap-start',
  'lambda-managed-instances',
])
export type InitializationType = z.infer<typeof InitializationType>

/** Whether initialisation ran ahead of an invocation, or again inside one. Documented. */
export const InitPhase = z.enum(['init', 'invoke'])
export type InitPhase = z.infer<typeof InitPhase>
