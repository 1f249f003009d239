import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const runtimeOutcomes = testsOf('packages/simulator/test/outcomes/runtime-outcomes.test.ts')
const callerContext = testsOf('packages/simulator/test/outcomes/caller-context.test.ts')
const invocationId = testsOf('packages/runtime-api/test/invocation-id.test.ts')
const invoke = testsOf('packages/simulator/test/invoke.test.ts')
const endpoint = testsOf('packages/simulator/test/endpoint.test.ts')
const barriers = testsOf('packages/extensions-api/test/invoke-barriers.test.ts')
const readiness = testsOf('conformance/test/seed-readiness.test.ts')
const telemetry = testsOf('conformance/test/seed-telemetry.test.ts')
const timeout = testsOf('conformance/test/seed-timeout.test.ts')
const tracing = testsOf('conformance/test/seed-tracing.test.ts')
const interop = testsOf('conformance/test/seed-runtime-api.test.ts')
const metrics = testsOf('conformance/test/seed-metrics.test.ts')
const api = testsOf('packages/invoke-api/test/invoke.test.ts')

/** One invocation, from its dispatch to the end of its phase. */
export const phase: readonly Requirement[] = [
  {
    id: 'invoke.one-at-a-time',
    statement:
      'An environment has one invocation at a time; those that come meanwhile wait, in order.',
    grade: 'chosen',
    source: ['core: rapidcore/server.go:661-666', 'docs: lambda-concurrency'],
    note: 'the service would start another environment, and the emulator ends',
    proofs: [
      invoke('a warm environment takes one invocation after the other, in order'),
      interop('INT-04 invocations are worked off in the order of the queue'),
      endpoint('calls at the same time queue, and each gets its own answer'),
    ],
  },
  {
    id: 'invoke.subscribers-only',
    statement:
      'An extension that did not subscribe to `INVOKE` is neither handed an event nor waited for.',
    grade: 'core',
    source: ['core: rapid/handlers.go:446-452', 'docs: runtimes-extensions-api'],
    proofs: [
      ...cases('invoke-done-unsubscribed-ext-not-awaited'),
      readiness('RDY-04 an extension without INVOKE delays nothing'),
      barriers('without a subscriber the barrier is open at once'),
    ],
  },
  {
    id: 'invoke.phase-end',
    statement:
      'The invoke phase ends when the runtime, and every subscribed extension that was handed this event, have polled again.',
    grade: 'documented',
    source: ['docs: runtimes-extensions-api', 'core: rapid/handlers.go:481-519'],
    proofs: [
      barriers('two extensions: the barrier waits for the slower one'),
      readiness('RDY-01 the report waits until the extension asks for more after INVOKE'),
      readiness('RDY-02 the report waits for every extension that got INVOKE'),
    ],
  },
  {
    id: 'invoke.readiness',
    statement: 'A poll that merely fetches the event is not readiness: the one after it is.',
    grade: 'core',
    source: ['core: core/internalagent_states.go:83-119'],
    proofs: [
      barriers('a poll that merely fetches the event is not readiness'),
      barriers('an extension that still works on its last event fetches the next one late'),
    ],
  },
  {
    id: 'invoke.answer-early',
    statement:
      'The caller has its answer when the runtime has given it, while extensions still work.',
    grade: 'documented',
    source: ['docs: runtimes-extensions-api', 'decision: 0003-answers-after-a-failure'],
    note: 'the emulator holds the answer until the end of the phase; an option does so, too',
    proofs: [
      invoke('the caller has its answer while an extension still works; the report waits for it'),
    ],
  },
  {
    id: 'invoke.runtime-done',
    statement:
      '`platform.runtimeDone` is told when the runtime polls again, before extensions are done, and `platform.report` after them.',
    grade: 'core',
    source: ['core: rapid/handlers.go:497-531'],
    proofs: [
      readiness("LIFE-03 the extension's poll releases the report, and nothing else does"),
      telemetry('LIFE-02 platform.runtimeDone is told when the runtime asks for more'),
      telemetry('TEL-19 start, runtimeDone and report arrive in this order, each once'),
    ],
  },
  {
    id: 'invoke.start-after-init',
    statement:
      '`platform.start` comes after the telemetry of an init inside the invocation, whether that succeeded or not.',
    grade: 'captured',
    source: [
      'capture: production, published logs of INIT_REPORT and START',
      'core: rapid/handlers.go:418-432',
    ],
    proofs: [
      testsOf('packages/simulator/test/failures.test.ts')(
        'telemetry of a crash and of the init inside the next invocation comes in order',
      ),
    ],
  },
  {
    id: 'invoke.deadline.from-dispatch',
    statement:
      'The deadline counts from the dispatch, and the time in the queue is not part of it.',
    grade: 'chosen',
    source: ['core: rapidcore/server.go:627-641'],
    note: 'the core counts from when the invocation is accepted, and has no queue',
    proofs: [
      timeout('EXT-14 the deadline in INVOKE counts from the dispatch, not the queue'),
      timeout('TIME-05 runtime and extensions have the deadline of the dispatch'),
    ],
  },
  {
    id: 'invoke.duration.monotonic',
    statement: 'Durations come from a monotonic clock and leave out the time in the queue.',
    grade: 'core',
    source: ['core: telemetry/events_api.go:83-110'],
    proofs: [
      metrics('TEL-20 the duration is the time of the runtime, not that in the queue'),
      runtimeOutcomes('what a reset takes is no time of the function'),
    ],
  },
  {
    id: 'invoke.duration.extensions',
    statement:
      'The duration in the report covers extensions, that of `platform.runtimeDone` only the runtime.',
    grade: 'captured',
    source: ['capture: production, May 2024', 'core: telemetry/events_api.go:14-31'],
    proofs: [
      metrics('TEL-24 what an extension takes after the answer counts'),
      readiness('TIME-08 an extension that is quick adds as much time as it takes'),
    ],
  },
  {
    id: 'invoke.trace.made',
    statement:
      'An invocation whose caller gives no trace gets one of its own: not sampled, unless tracing is active; none where an emulator gives none.',
    grade: 'documented',
    source: ['docs: services-xray'],
    proofs: [
      tracing('LIFE-13 every invocation gets a trace of its own'),
      callerContext('with %s tracing the header %s becomes %s'),
    ],
  },
  {
    id: 'invoke.trace.everywhere',
    statement:
      'Runtime, extensions, `platform.start`, `platform.runtimeDone` and `platform.report` are told the same trace.',
    grade: 'documented',
    source: ['docs: runtimes-api', 'docs: telemetry-schema-reference'],
    proofs: [
      tracing('LIFE-09 platform.start carries the trace of its invocation'),
      tracing('LIFE-12 an invocation that is done has its report, with its trace'),
      invoke('the start, the end of the runtime and the report tell of the same trace'),
      callerContext('a whole trace header goes through as it is with %s tracing, lineage included'),
    ],
  },
  {
    id: 'invoke.trace.unsampled',
    statement: 'A trace that is not sampled reaches the runtime and is in no record of telemetry.',
    grade: 'documented',
    source: ['docs: telemetry-schema-reference'],
    proofs: [callerContext('a trace that is not sampled is in no record: %s')],
  },
  {
    id: 'invoke.brought-along',
    statement:
      'Client context, identity, tenant, trace and content type of a caller reach the function.',
    grade: 'documented',
    source: ['docs: API_Invoke', 'docs: runtimes-api'],
    proofs: [
      ...cases('next-client-context-decoded', 'next-tenant-id', 'event-next-tracing-present'),
      endpoint('what callers bring along is the invocation’s'),
      api('what callers bring along reaches the function'),
      callerContext(
        'client context and identity reach the runtime, and the tenant telemetry as well',
      ),
    ],
  },
  {
    id: 'invoke.nonce.late',
    statement:
      'An answer that echoes the `Lambda-Runtime-Invocation-Id` of another delivery is 410 `InvokeTimeout`; one without it is not judged by it.',
    grade: 'captured',
    source: ['capture: the clients that AWS publishes, 2026'],
    proofs: [
      invocationId('a %s that echoes another delivery is refused; its own, or none, is taken'),
      invocationId('where deliveries are not numbered, whatever is echoed is taken'),
    ],
  },
]
