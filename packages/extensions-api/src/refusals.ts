import { RefusalError, type Refusal } from '@sim/protocol'
import { callTargets, type ExtensionCall, type ExtensionState } from './extension-state.ts'

/**
 * How many extensions an environment takes, external and internal ones together.
 *
 * Documented: AWS Lambda developer guide, "Lambda quotas"; core: `core/registrations.go`.
 */
export const maxExtensions = 10

/** Every client error of this API is 403, malformed JSON too. Core: `handler/constants.go`. */
const no = (errorType: string, errorMessage: string): Refusal => ({
  status: 403,
  errorType,
  errorMessage,
})

/** Every way in which the Extensions API says no, with the platform's own words. */
export const refusals = {
  emptyName: no('Extension.InvalidExtensionName', 'Empty extension name'),
  missingIdentifier: no(
    'Extension.MissingExtensionIdentifier',
    'Missing Lambda-Extension-Identifier header',
  ),
  invalidIdentifier: no(
    'Extension.InvalidExtensionIdentifier',
    'Invalid Lambda-Extension-Identifier',
  ),
  /** What `init/error` and `exit/error` say of an id that nobody has. */
  unknownIdentifier: no(
    'Extension.UnknownExtensionIdentifier',
    'Unknown Lambda-Extension-Identifier',
  ),
  /** What `event/next` says of it: it names the id, in canonical lower case. */
  unknownExtension: (extensionId: string) =>
    no('Extension.UnknownExtensionIdentifier', `Unknown extension ${extensionId}`),
  missingErrorType: no('Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found'),
  /** `fault`: the text of the platform's JSON decoder. */
  invalidFormat: (fault: string) => no('InvalidRequestFormat', fault),
  configurationKeys: no(
    'InvalidRequestFormat',
    'configurationKeys are deprecated; use environment variables instead',
  ),
  invalidEvent: (event: string) =>
    no('Extension.InvalidEventType', `${event}: ErrorInvalidEventType`),
  shutdownOfInternal: no(
    'Extension.InvalidEventType',
    'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
  ),
  /** What the registration on a managed instance says of any event. */
  noEventsForInternal: no(
    'Extension.InvalidEventType',
    'No events allowed for internal extensions',
  ),
  /** What a managed instance says of a request of more than 1 MiB. */
  bodyTooLarge: no('InvalidRequestFormat', 'http: request body too large'),
  registrationClosed: no('Extension.RegistrationClosed', 'Extension registration closed already'),
  tooManyExtensions: no(
    'Extension.TooManyExtensions',
    `Extension limit (${maxExtensions}) reached`,
  ),
  nameTaken: no('Extension.InvalidExtensionState', 'Extension with this name already registered'),
} as const satisfies Record<string, Refusal | ((value: string) => Refusal)>

/**
 * A call that the extension's state does not allow.
 *
 * `who`: the name in a refusal of `register`, the id in all others. `reason`: the profile's, of
 * which there are two.
 */
export function invalidState(
  from: ExtensionState,
  call: ExtensionCall,
  who: string,
  reason = 'State transition is not allowed',
): RefusalError {
  return new RefusalError(
    no(
      'Extension.InvalidExtensionState',
      `State transition from ${from} to ${callTargets[call]} failed for extension ${who}. Error: ${reason}`,
    ),
  )
}
