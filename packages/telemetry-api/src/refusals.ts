import type { Refusal } from '@sim/protocol'
import type { TelemetryProfile } from './profile.ts'
import type { SubscriptionApi } from './events/schema-version.ts'

const titles = { telemetry: 'Telemetry', logs: 'Logs' } as const
const other = { telemetry: 'logs', logs: 'telemetry' } as const
const validationError = { telemetry: 'ValidationError', logs: 'Logs.ValidationError' } as const

/**
 * Every way in which the Telemetry and Logs APIs say no.
 *
 * The identifier's three: core, `rapi/middleware/middleware.go` and `rapi/handler/runtimelogs.go`.
 * `ValidationError`, `Logs.ValidationError`: documented. `SubscriptionClosed`: captured; that of the
 * Logs API: core, `rapi/handler/runtimelogs_test.go`.
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
  validation: (problems: readonly string[], api: SubscriptionApi = 'telemetry'): Refusal => ({
    status: 400,
    errorType: validationError[api],
    errorMessage: joined([...new Set(problems)]),
  }),
  /** The extension subscribed through the other API. Documented that it is refused; chosen: how. */
  otherApi: (api: SubscriptionApi): Refusal => ({
    status: 400,
    errorType: validationError[api],
    errorMessage: `an extension may subscribe through one API only, and this one did through the ${titles[other[api]]} API`,
  }),
  /** It comes too late. A managed instance says so in one word less. Captured. */
  closed: (api: SubscriptionApi, profile: TelemetryProfile = 'classic'): Refusal => ({
    status: 403,
    errorType: `${titles[api]}.SubscriptionClosed`,
    errorMessage: `${titles[api]} API subscription is closed${profile === 'managed' ? '' : ' already'}`,
  }),
} as const satisfies Record<string, Refusal | ((...input: never[]) => Refusal)>

/** How many problems a refusal names; a list can have any number of wrong members. */
const mostProblems = 10

function joined(problems: readonly string[]): string {
  const more = problems.length - mostProblems
  const named = problems.slice(0, mostProblems).join('; ')
  return more > 0 ? `${named}; and ${more} more` : named
}
