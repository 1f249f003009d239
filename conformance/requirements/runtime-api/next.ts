import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const callerContext = testsOf('packages/simulator/test/outcomes/caller-context.test.ts')
const wireMatrix = testsOf('packages/runtime-api/test/wire-matrix.test.ts')
const responseStreaming = testsOf('packages/simulator/test/response-streaming.test.ts')
const polls = testsOf('packages/runtime-api/test/invocation-next.test.ts')
const endpoint = testsOf('packages/simulator/test/endpoint.test.ts')
const interop = testsOf('conformance/test/seed-runtime-api.test.ts')
const timeout = testsOf('conformance/test/seed-timeout.test.ts')

/** `GET /2018-06-01/runtime/invocation/next`: the event and its headers. */
export const next: readonly Requirement[] = [
  {
    id: 'runtime.next.blocks',
    statement: 'A poll of the runtime stays open until an invocation is dispatched.',
    grade: 'documented',
    source: ['docs: runtimes-api', 'core: core/states.go:228-461'],
    proofs: [
      ...cases('next-blocks-until-invocation'),
      interop('INT-05 a poll stays open until there is work'),
      wireMatrix('in %s, %s is %s until there is an event'),
    ],
  },
  {
    id: 'runtime.next.event-bytes',
    statement: 'The event is handed to the runtime byte by byte, without being parsed.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:172-186'],
    proofs: [
      ...cases('next-event-and-headers', 'next-empty-body'),
      polls('a poll is answered with the event and its headers, those without a value left out'),
    ],
  },
  {
    id: 'runtime.next.request-id',
    statement:
      '`Lambda-Runtime-Aws-Request-Id` is the id of the invocation, a UUID, and every invocation has its own.',
    grade: 'documented',
    source: ['docs: runtimes-api', 'core: rapi/rendering/rendering.go:255-277'],
    proofs: cases('next-event-and-headers', 'next-second-invocation-new-id'),
  },
  {
    id: 'runtime.next.deadline',
    statement:
      '`Lambda-Runtime-Deadline-Ms` is the moment of the dispatch plus the function’s time-out, in Unix milliseconds.',
    grade: 'chosen',
    source: [
      'docs: runtimes-api',
      'core: rapi/rendering/rendering.go:206-211',
      'core: rapidcore/server.go:666',
    ],
    note: 'the emulator counts from the reservation; here an invocation that waited in a queue has its whole time',
    proofs: [
      ...cases('next-event-and-headers'),
      timeout('TIME-05 runtime and extensions have the deadline of the dispatch'),
    ],
  },
  {
    id: 'runtime.next.function-arn',
    statement: '`Lambda-Runtime-Invoked-Function-Arn` is the ARN of the function.',
    grade: 'documented',
    source: ['docs: runtimes-api'],
    proofs: cases('next-event-and-headers'),
  },
  {
    id: 'runtime.next.trace-id',
    statement: '`Lambda-Runtime-Trace-Id` is the trace header of the invocation.',
    grade: 'documented',
    source: ['docs: runtimes-api', 'core: telemetry/tracer.go:76-89'],
    proofs: [
      testsOf('conformance/test/seed-tracing.test.ts')(
        "LIFE-08 the runtime gets the caller's trace",
      ),
      polls('what the caller brought along travels in headers'),
    ],
  },
  {
    id: 'runtime.next.client-context',
    statement:
      '`Lambda-Runtime-Client-Context` is the JSON of the caller’s client context, no longer in base64.',
    grade: 'documented',
    source: ['docs: runtimes-api', 'core: rapi/rendering/rendering.go:255-277'],
    proofs: [
      ...cases('next-client-context-decoded', 'client-context-empty-header'),
      polls('what the caller brought along travels in headers'),
    ],
  },
  {
    id: 'runtime.next.cognito-identity',
    statement:
      '`Lambda-Runtime-Cognito-Identity` is an object of `cognitoIdentityId` and `cognitoIdentityPoolId`, there if one of them is.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:193-204', 'docs: runtimes-api'],
    proofs: [
      polls('what the caller brought along travels in headers'),
      endpoint('what callers bring along is the invocation’s'),
      callerContext(
        'client context and identity reach the runtime, and the tenant telemetry as well',
      ),
    ],
  },
  {
    id: 'runtime.next.tenant-id',
    statement: '`Lambda-Runtime-Aws-Tenant-Id` is the tenant of the invocation.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:271', 'docs: tenant-isolation'],
    proofs: [...cases('next-tenant-id'), polls('what the caller brought along travels in headers')],
  },
  {
    id: 'runtime.next.content-type',
    statement:
      '`Content-Type` is that of the invocation, and `application/json` where it has none.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:272-275'],
    proofs: [
      ...cases('next-event-and-headers'),
      polls('what the caller brought along travels in headers'),
    ],
  },
  {
    id: 'runtime.next.absent-headers',
    statement: 'A header whose value is empty is left out.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:255-277'],
    proofs: [
      ...cases('next-optional-headers-absent'),
      polls('a poll is answered with the event and its headers, those without a value left out'),
      callerContext('what a caller does not bring along is not there'),
    ],
  },
  {
    id: 'runtime.next.redelivery',
    statement:
      'While an event is taken and not answered, another poll gets the same event, id and headers at once.',
    grade: 'core',
    source: ['core: core/states.go:358-360', 'core: rapi/router_test.go:148'],
    proofs: [
      ...cases('next-twice-redelivers-same-event'),
      polls('while it is not answered, each poll gets the same event again'),
    ],
  },
  {
    id: 'runtime.next.two-polls',
    statement: 'Of two polls that wait, an invocation wakes exactly one; the other waits on.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: core/states.go:29-46,336-344'],
    proofs: [
      ...cases('next-two-concurrent-while-ready'),
      polls('of two polls that wait, one event wakes exactly the older one'),
      interop('ERR-02 of two open polls the second gets the invocation after the first'),
    ],
  },
  {
    id: 'runtime.next.lost-poll',
    statement: 'A poll whose connection closed takes no event with it.',
    grade: 'chosen',
    source: ['decision: 0004-polls-whose-client-went-away'],
    note: 'the core would hand the event to nobody, and the invocation would time out',
    proofs: [polls('a poll whose connection closed frees its place and eats no event')],
  },
  {
    id: 'runtime.next.early-poll',
    statement: 'A poll that arrives before the end of the answer ahead of it waits for that end.',
    grade: 'chosen',
    source: ['core: core/states.go:228-461'],
    note: 'a client that sends both on different connections must not lose to their order',
    proofs: [polls('a poll that comes before the end of the answer waits for it')],
  },
  {
    id: 'runtime.next.nonce',
    statement:
      '`Lambda-Runtime-Invocation-Id` names the delivery and not the request, and a runtime that was given one sends it back with its answer.',
    grade: 'captured',
    source: ['capture: the clients that AWS publishes, 2026'],
    note: 'the emulator core does not have it yet',
    proofs: [
      polls('what the caller brought along travels in headers'),
      testsOf('packages/simulator/test/nodejs-runtime/answers.test.ts')(
        'the number of a delivery is echoed, where there is one',
      ),
      responseStreaming('each delivery has a number of its own'),
    ],
  },
]
