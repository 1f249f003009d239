import * as z from 'zod'

/** Where an extension stands when the init phase ends. Core: `core/agent_state_names.go`. */
export const ExtensionState = z.enum([
  'Started',
  'Registered',
  'Ready',
  'Running',
  'InitError',
  'ExitError',
  'ShutdownFailed',
  'Exited',
  'LaunchError',
])
export type ExtensionState = z.infer<typeof ExtensionState>

/** `platform.extension`: one for each extension, at the end of the init phase. Documented. */
export const PlatformExtension = z.strictObject({
  /** As it was registered. */
  name: z.string(),
  state: ExtensionState,
  /** What it registered for, in no particular order. */
  events: z.array(z.enum(['INVOKE', 'SHUTDOWN'])),
  errorType: z.string().optional(),
})
export type PlatformExtension = z.infer<typeof PlatformExtension>
