import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const telemetry = testsOf('packages/simulator/test/managed/telemetry.test.ts')
const subscribe = testsOf('packages/telemetry-api/test/managed/subscribe.test.ts')
const managed = testsOf('packages/extensions-api/test/managed.test.ts')

/** Extensions of managed instances, and their telemetry. */
export const extensions: readonly Requirement[] = [
  {
    id: 'managed.register.external',
    statement:
      'An external extension may subscribe to `SHUTDOWN` only, and once; `INVOKE` is 403 `Extension.InvalidEventType`.',
    grade: 'documented',
    source: [
      'docs: lambda-managed-instances',
      'managed core: rapi/handler/agentregister.go:141-205',
    ],
    proofs: [
      ...cases(
        'mi-register-external-ok',
        'mi-register-external-invoke-rejected',
        'mi-register-external-twice',
      ),
      managed('an external extension cannot subscribe to %p'),
      managed('an external extension that subscribed to SHUTDOWN gets it'),
    ],
  },
  {
    id: 'managed.register.internal',
    statement:
      'An internal extension may subscribe to nothing: any event is 403 with `No events allowed for internal extensions`.',
    grade: 'core',
    source: ['managed core: rapi/handler/agentregister_test.go:117'],
    proofs: [
      ...cases('mi-register-internal-shutdown-rejected', 'mi-register-internal-duplicate'),
      managed('an internal extension cannot subscribe to anything, not even to %s'),
    ],
  },
  {
    id: 'managed.register.limit',
    statement:
      'A registration may have 1 MiB; one that is larger is 403 `InvalidRequestFormat` with `http: request body too large`.',
    grade: 'captured',
    source: ['capture: the emulator', 'managed core: rapi/server.go:52-56'],
    proofs: [
      managed('a registration of exactly 1 MiB is taken'),
      managed('a larger one is refused'),
    ],
  },
  {
    id: 'managed.extension.no-invoke',
    statement: 'No extension is told of an invocation.',
    grade: 'documented',
    source: ['docs: lambda-managed-instances'],
    proofs: cases('mi-ext-gets-no-invoke-event'),
  },
  {
    id: 'managed.extension.messages',
    statement: 'Refusals have the sentences of other environments with a reason in lower case.',
    grade: 'core',
    source: ['managed core: core/states.go:55-57'],
    proofs: [
      ...cases(
        'mi-ext-init-error-accepted',
        'mi-ext-init-error-then-next',
        'mi-register-external-twice',
      ),
      managed('reasons of refusals begin with a small letter'),
    ],
  },
  {
    id: 'managed.extension.error-type',
    statement:
      'The error type of an extension is kept if `Extension.` and a capitalised word occur in it, and is `Extension.InitError` or `Extension.ExitError` otherwise.',
    grade: 'core',
    source: ['managed core: rapid/model/error_types.go:131-138'],
    proofs: [managed('an %s that is called %p counts as %p')],
  },
  {
    id: 'managed.telemetry.subscribe',
    statement:
      'A subscription of schema `2025-01-29` is 200 `"OK"`, of any other version 400 `ValidationError`.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/subscription_api.go:64-151'],
    proofs: [
      ...cases('mi-telemetry-ok', 'mi-telemetry-old-schema-version'),
      subscribe('a subscription is taken on'),
    ],
  },
  {
    id: 'managed.telemetry.identity',
    statement: 'Who subscribes must be an extension, and says so by its identifier.',
    grade: 'core',
    source: ['managed core: rapi/handler/runtimelogs_test.go:198'],
    proofs: cases('mi-telemetry-missing-id', 'mi-telemetry-unknown-ext'),
  },
  {
    id: 'managed.telemetry.validation',
    statement:
      'Types, buffering and destination are checked against the schema, each failure a 400 `ValidationError`.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/subscription_api.go:64-151'],
    proofs: [
      ...cases(
        'mi-telemetry-not-json',
        'mi-telemetry-empty-types',
        'mi-telemetry-bad-type',
        'mi-telemetry-buffering-maxBytes-262143',
        'mi-telemetry-buffering-timeoutMs-24',
        'mi-telemetry-buffering-timeoutMs-30001',
        'mi-telemetry-bad-host',
        'mi-telemetry-bad-protocol',
        'mi-telemetry-missing-destination',
      ),
      subscribe('a request with %s does not fit the schema'),
      subscribe('%s of a destination is judged after the schema'),
      subscribe('what is no JSON is said to be none'),
    ],
  },
  {
    id: 'managed.telemetry.tcp',
    statement:
      'A TCP destination is dialled before it is judged whether the window is open: 400 `ValidationError` if nobody listens. What comes over it is a line for each event.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/client.go:27-84'],
    proofs: [
      ...cases('mi-telemetry-tcp-nobody-listens'),
      subscribe('a TCP port where nobody listens is refused as that'),
      subscribe('a TCP port where somebody listens is sent lines'),
      subscribe('a TCP port is called before it is found out that the time is over'),
    ],
  },
  {
    id: 'managed.telemetry.closed',
    statement:
      'After init a subscription is 403 `Telemetry.SubscriptionClosed` with `Telemetry API subscription is closed`.',
    grade: 'core',
    source: ['managed core: rapi/handler/runtimelogs_test.go:316'],
    proofs: [
      ...cases('mi-telemetry-closed-after-init'),
      subscribe('after init it is closed, unless something is wrong with it'),
    ],
  },
  {
    id: 'managed.telemetry.records',
    statement:
      'An invocation is told by `platform.start` and `platform.report` only, those of several interleaved.',
    grade: 'captured',
    source: ['capture: the emulator', 'managed core: rapid/handlers.go:228-262'],
    proofs: [
      telemetry('an invocation has a start with its function, and a report of its own'),
      telemetry('starts and reports of several are interleaved'),
    ],
  },
]
