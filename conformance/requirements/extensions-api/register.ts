import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const generation = testsOf('packages/simulator/test/generation.test.ts')
const endpoint = testsOf('packages/extensions-api/test/endpoints/register.test.ts')
const request = testsOf('packages/extensions-api/test/register-request.test.ts')
const roster = testsOf('packages/extensions-api/test/extension-roster.test.ts')
const registry = testsOf('packages/extensions-api/test/extension-registry.test.ts')
const stories = testsOf('conformance/test/seed-extensions-api.test.ts')

/** `POST /2020-01-01/extension/register`. */
export const register: readonly Requirement[] = [
  {
    id: 'extension.register.answer',
    statement:
      'Who registers is told with 200 its identifier, a random UUID in `Lambda-Extension-Identifier`, and the name, version and handler of the function.',
    grade: 'documented',
    source: ['docs: runtimes-extensions-api', 'core: rapi/handler/agentregister.go:92-135'],
    proofs: [
      ...cases('register-internal-ok', 'register-external-ok'),
      stories('EXT-01 an extension that registers is told its id and its function'),
    ],
  },
  {
    id: 'extension.register.account-id',
    statement:
      'The account id is the first key of the answer if it was asked for by the feature `accountId` and there is one.',
    grade: 'core',
    source: ['core: rapi/model/agentregisterresponse.go:7-12', 'docs: runtimes-extensions-api'],
    proofs: [
      endpoint('the account id is the first key, whatever order the service gives'),
      registry('the account id %s'),
    ],
  },
  {
    id: 'extension.register.features',
    statement:
      'Features are a list behind commas whose items are trimmed; one that is not known is ignored.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:25-110'],
    proofs: [endpoint('features are handed on trimmed, known or not')],
  },
  {
    id: 'extension.register.name',
    statement:
      'Without `Lambda-Extension-Name`, or with an empty one, it is 403 `Extension.InvalidExtensionName`.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:65-69'],
    proofs: cases('register-missing-name', 'register-empty-name'),
  },
  {
    id: 'extension.register.body',
    statement:
      'A body that is no JSON, or of wrong types, is 403 `InvalidRequestFormat`; that of an empty one says `unexpected end of JSON input`.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:78-82', 'core: rapi/extensions_fuzz_test.go:29'],
    proofs: [...cases('register-bad-json', 'register-not-json'), request('%s is refused: %s')],
  },
  {
    id: 'extension.register.lenient-body',
    statement:
      '`events` may be missing, `null`, empty or repeated, unknown keys are ignored, and the body `null` asks for nothing.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rapi/handler/agentregister.go:42-62'],
    proofs: [
      ...cases(
        'register-events-null',
        'register-body-null',
        'register-no-events-key',
        'register-events-duplicated',
      ),
      request('%s asks for %j'),
    ],
  },
  {
    id: 'extension.register.configuration-keys',
    statement:
      '`configurationKeys` may be empty; if it is not, it is 403 `InvalidRequestFormat` with `configurationKeys are deprecated; use environment variables instead`.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:42-62'],
    proofs: [...cases('register-configuration-keys-empty-ok'), request('%j is refused: %s')],
  },
  {
    id: 'extension.register.external',
    statement:
      'An extension is external if its name is, letter by letter, the file name of one that was launched from `/opt/extensions`, and internal otherwise.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:64-208', 'docs: runtimes-extensions-api'],
    proofs: [
      ...cases('register-external-ok', 'register-external-full-path-is-internal'),
      roster('%j is not the external extension b'),
    ],
  },
  {
    id: 'extension.register.external-events',
    statement:
      'An external extension may ask for `INVOKE` and `SHUTDOWN`; anything else is 403 `Extension.InvalidEventType` with `<event>: ErrorInvalidEventType`.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:64-208'],
    proofs: [
      ...cases('register-external-ok', 'register-external-retry-after-bad-event'),
      roster('the first invalid event is the one that is named'),
    ],
  },
  {
    id: 'extension.register.external-once',
    statement:
      'An external extension registers once: again is 403 `Extension.InvalidExtensionState`, and the message has its name and not its identifier.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:64-208'],
    proofs: [
      ...cases('register-external-twice'),
      roster('the state of an external extension is judged after its events'),
    ],
  },
  {
    id: 'extension.register.external-any-time',
    statement: 'For an external extension it is never too late to register.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:64-208'],
    proofs: [roster('an external extension may register after registration was closed')],
  },
  {
    id: 'extension.register.internal-shutdown',
    statement:
      'An internal extension that asks for `SHUTDOWN` is 403 `Extension.InvalidEventType` with `SHUTDOWN: ShutdownEventNotSupportedForInternalExtension`.',
    grade: 'core',
    source: ['core: core/agentutil.go:10-11', 'docs: runtimes-extensions-api'],
    proofs: cases(
      'register-external-full-path-is-internal',
      'register-closed-but-invalid-event-first',
    ),
  },
  {
    id: 'extension.register.event-case',
    statement: 'Events are compared letter by letter: `invoke` is no event.',
    grade: 'core',
    source: ['core: core/agentutil.go:10-11'],
    proofs: cases('register-event-case-sensitive'),
  },
  {
    id: 'extension.register.closed',
    statement:
      'When the runtime has polled for the first time an internal extension comes too late: 403 `Extension.RegistrationClosed`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:375-383', 'core: core/registrations.go:246-269'],
    proofs: [
      generation('an internal extension that comes after the runtime is ready comes too late'),
      roster('closed registration beats the limit, and an invalid event beats both'),
    ],
  },
  {
    id: 'extension.register.limit',
    statement:
      'An environment has ten extensions at the most, external and internal together; one more is 403 `Extension.TooManyExtensions`.',
    grade: 'documented',
    source: ['docs: gettingstarted-limits', 'core: core/registrations.go:27,246-269'],
    proofs: [
      ...cases('register-eleventh'),
      roster('the limit counts external and internal extensions together'),
      stories('EXT-02 each extension has its id, each name is given once, ten at most'),
    ],
  },
  {
    id: 'extension.register.name-taken',
    statement:
      'An internal extension with a name that is taken is 403 `Extension.InvalidExtensionState` with `Extension with this name already registered`.',
    grade: 'core',
    source: ['core: core/registrations.go:246-269'],
    proofs: [stories('EXT-02 each extension has its id, each name is given once, ten at most')],
  },
  {
    id: 'extension.register.order',
    statement:
      'The checks come in one order: name, body, events, registration closed, limit, name taken.',
    grade: 'core',
    source: ['core: rapi/handler/agentregister.go:64-208', 'core: core/registrations.go:246-269'],
    proofs: [
      ...cases('register-limit-beats-duplicate', 'register-closed-but-invalid-event-first'),
      roster('closed registration beats the limit, and an invalid event beats both'),
      roster('the limit beats a name that is taken'),
    ],
  },
  {
    id: 'extension.register.no-trace',
    statement: 'A registration that was refused leaves no trace: its name may be registered.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: cases(
      'register-failed-event-leaves-name-free',
      'register-external-retry-after-bad-event',
    ),
  },
  {
    id: 'extension.register.reopens',
    statement: 'A reset opens registration again.',
    grade: 'core',
    source: ['core: core/registrations.go:118-127'],
    proofs: cases('timeout-reopens-registration'),
  },
  {
    id: 'extension.register.always-forbidden',
    statement:
      'Whatever is wrong with a registration is 403, not the 400 that the documentation lists.',
    grade: 'chosen',
    source: ['core: rapi/handler/constants.go:6-27', 'docs: runtimes-extensions-api'],
    note: 'the core has no way to answer 400 here',
    proofs: [
      ...cases('register-bad-json', 'register-not-json', 'register-missing-name'),
      endpoint('%s is refused before the service hears of it'),
    ],
  },
]
