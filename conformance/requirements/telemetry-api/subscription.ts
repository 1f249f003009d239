import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const subscribe = testsOf('packages/telemetry-api/test/endpoints/subscribe.test.ts')
const request = testsOf('packages/telemetry-api/test/subscriptions/subscribe-request.test.ts')
const logs = testsOf('packages/telemetry-api/test/endpoints/subscribe-to-logs.test.ts')
const subscriptions = testsOf('packages/telemetry-api/test/subscriptions/subscriptions.test.ts')
const service = testsOf('packages/telemetry-api/test/telemetry-service.test.ts')
const stories = testsOf('conformance/test/seed-telemetry-api.test.ts')

/** Who may subscribe, how, and until when. */
export const subscription: readonly Requirement[] = [
  {
    id: 'telemetry.subscribe',
    statement:
      '`PUT /2022-07-01/telemetry` of an extension during init is 200 with the four bytes `"OK"`.',
    grade: 'documented',
    source: ['docs: telemetry-api', 'core: rapi/handler/runtimelogs_test.go:70,111'],
    proofs: [
      ...cases('telemetry-service-ok'),
      subscribe('SUB-001: a subscription is answered with the four bytes of "OK"'),
      stories('TEL-01 a subscription is acknowledged, unless it has no schema version'),
    ],
  },
  {
    id: 'telemetry.unknown-extension',
    statement:
      'A subscription of an identifier that nobody has is 403, and so is one without an identifier.',
    grade: 'core',
    source: [
      'core: rapi/handler/runtimelogs.go:32-34',
      'core: rapi/handler/runtimelogs_test.go:198',
    ],
    proofs: [
      ...cases('telemetry-service-unknown-ext'),
      stories('TEL-02 a subscription without an identifier is refused'),
      subscribe('$case is refused before the body is looked at'),
    ],
  },
  {
    id: 'telemetry.closed',
    statement:
      'After init a subscription is 403 `Telemetry.SubscriptionClosed` with `Telemetry API subscription is closed already`.',
    grade: 'core',
    source: ['core: rapi/handler/runtimelogs_test.go:278-345'],
    proofs: [
      testsOf('conformance/test/protocol.test.ts')(
        'a well-formed subscription is told that it comes too late',
      ),
      subscribe('a good request is refused once the window is closed'),
    ],
  },
  {
    id: 'telemetry.closed-first',
    statement: 'That a request comes too late is told before what is wrong with it.',
    grade: 'core',
    source: ['core: rapi/handler/runtimelogs_test.go:278-345'],
    note: 'the managed emulator judges the body first; of the service nothing is known that shows both at once',
    proofs: [
      ...cases('telemetry-service-closed', 'logs-service-closed'),
      subscribe('once the window is closed a bad request, too, is told that it comes too late'),
    ],
  },
  {
    id: 'telemetry.validation',
    statement:
      'Schema version, types, destination and the ranges of buffering are checked; each failure is 400 `ValidationError`.',
    grade: 'documented',
    source: ['docs: telemetry-api', 'docs: telemetry-api-reference'],
    note: 'one version of the reference has the ranges of `maxItems` and `timeoutMs` swapped',
    proofs: [
      request('VAL-035: buffering at its bounds is taken: %j'),
      request('%s: a body that is no JSON is a ValidationError'),
    ],
  },
  {
    id: 'telemetry.window-reopens',
    statement: 'The window opens again with the next generation.',
    grade: 'core',
    source: ['core: rapid/handlers.go:694-785'],
    proofs: [
      service('WIN-001, WIN-006: the window is open from the start, closes, and opens again'),
    ],
  },
  {
    id: 'telemetry.logs-api',
    statement:
      '`PUT /2020-08-15/logs` is the older API with the same rules: unknown extensions are 403, and after init it is `Logs.SubscriptionClosed`. Its schema version may be left out; what is wrong is `Logs.ValidationError`.',
    grade: 'core',
    source: ['core: rapi/handler/runtimelogs.go:27-126', 'docs: runtimes-logs-api'],
    proofs: [
      ...cases('logs-service-closed', 'logs-service-unknown-ext'),
      logs('LGS-001: a subscription without a schemaVersion is one to the oldest'),
      logs('%s is a Logs.ValidationError'),
    ],
  },
  {
    id: 'telemetry.one-api',
    statement:
      'Who subscribed through one of the two APIs is refused by the other: 400 with its validation error.',
    grade: 'documented',
    source: ['docs: telemetry-api', 'docs: runtimes-logs-api'],
    note: 'documented is that it fails; status and type are chosen',
    proofs: [logs('who has the %s API cannot have the %s API')],
  },
  {
    id: 'telemetry.tcp',
    statement:
      'A TCP destination is connected before the answer, and is 400 with `Invalid destination` if nobody listens; window and extension are judged again once it is connected.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/client.go:27-84'],
    note: 'that the classic window is judged on both sides of the connecting is chosen',
    proofs: [
      stories('TEL-05 a TCP destination gets a line for each event'),
      subscriptions('VAL-039: a subscription to a port where nobody listens is refused'),
      subscriptions('a connection that came after %s is let go of'),
    ],
  },
]
