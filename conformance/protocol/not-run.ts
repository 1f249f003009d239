/** Cases that are not run, and why. */
export interface Group {
  readonly reason: string
  readonly ids: readonly string[]
}

/** Every case that is not run, by group: a case that is in none of them is run. */
export const notRun: Readonly<Record<string, Group>> = {
  'emulator artefact': {
    reason: "what the emulator's shell does and Lambda does not: played against `lambda-sim rie`",
    ids: [
      'next-trace-id-dropped-by-rie',
      'next-invoke-content-type-ignored',
      'invoke-not-done-until-next',
      'response-truncated-upload',
      'invoke-timeout-body',
      'init-timeout-body',
      'logs-stub',
      'logs-stub-no-id',
      'telemetry-stub',
      'invoke-function-error-no-header',
      'init-error-in-suppressed-init-then-timeout',
      'error-too-large-connection-dropped',
    ],
  },
}
