import type { Refusal } from '@sim/protocol'

/**
 * Every way in which the Telemetry API says no.
 *
 * The identifier's three: core, `rapi/middleware/middleware.go` and `rapi/handler/runtimelogs.go`.
 * `ValidationError`: documented. `SubscriptionClosed`: captured.
 */
export const refusals = {
  missingExtensionIdentifier: {
    status: 403,
    errorType: 'Extension.MissingExtensionIdentifier',
    errorMessage: 'Missing Lambda-Extension-Identifier header',
  },
  invalidExtensionIdentifier: {
    status: 403,
    errorType: 'Extension.InvalidExtensionIdentifier',
    errorMessage: 'Invalid Lambda-Extension-Identifier',
  },
  /** `extensionId`: in its canonical spelling. */
  unknownExtension: (extensionId: string): Refusal => ({
    status: 403,
    errorType: 'Extension.UnknownExtensionIdentifier',
    errorMessage: `Unknown extension ${extensionId}`,
  }),
  /** `problems`: all that is wrong, said in one message. */
  validation: (problems: readonly string[]): Refusal => ({
    status: 400,
    errorType: 'ValidationError',
    errorMessage: [...new Set(problems)].join('; '),
  }),
  subscriptionClosed: {
    status: 403,
    errorType: 'Telemetry.SubscriptionClosed',
    errorMessage: 'Telemetry API subscription is closed already',
  },
  /** The same of the Logs API. Core: `rapi/handler/runtimelogs_test.go`. */
  logsSubscriptionClosed: {
    status: 403,
    errorType: 'Logs.SubscriptionClosed',
    errorMessage: 'Logs API subscription is closed already',
  },
  /** The same on a managed instance. Captured. */
  managedSubscriptionClosed: {
    status: 403,
    errorType: 'Telemetry.SubscriptionClosed',
    errorMessage: 'Telemetry API subscription is closed',
  },
} as const satisfies Record<string, Refusal | ((...input: never[]) => Refusal)>
