/**
 * Whose rules hold: those of an environment that takes one invocation at a time, or those of a managed instance, which
 * takes several.
 */
export type TelemetryProfile = 'classic' | 'managed'
