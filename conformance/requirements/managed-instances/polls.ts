import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const workers = testsOf('packages/simulator/test/nodejs-runtime/workers.test.ts')
const managedRuntimeApi = testsOf('packages/runtime-api/test/managed/managed-runtime-api.test.ts')
const scenarios = testsOf('packages/simulator/test/managed/scenarios.test.ts')
const managedRuntimeSession = testsOf(
  'packages/runtime-api/test/managed/managed-runtime-session.test.ts',
)

/** What a runtime of managed instances is handed: several events at a time. */
export const polls: readonly Requirement[] = [
  {
    id: 'managed.paths',
    statement: 'There are no paths for restores, logs and credentials.',
    grade: 'core',
    source: ['managed core: rapi/server.go:23-27,52-56', 'managed core: rapi/router.go:25-79'],
    proofs: cases('mi-restore-404', 'mi-credentials-404'),
  },
  {
    id: 'managed.next.slots',
    statement:
      'Each poll is a place for one event, any number of them may be open, and events go to the oldest.',
    grade: 'core',
    source: [
      'managed core: rapi/handler/invocationnext.go:27-51',
      'managed core: invoke/invoke_router.go:125-136,186-193',
    ],
    proofs: [
      ...cases('mi-next-two-workers-two-events'),
      scenarios('four handlers of one process meet'),
      managedRuntimeSession('events go to idle workers in the order of their calls, one each'),
      managedRuntimeSession('ten thousand workers may be idle, one more is refused with 500'),
    ],
  },
  {
    id: 'managed.next.lost-worker',
    statement:
      'A worker whose connection closed while it was idle has no place any more, and takes no event with it.',
    grade: 'chosen',
    source: ['decision: 0004-polls-whose-client-went-away', 'capture: the emulator'],
    note: 'in the emulator the invocation that is routed there fails with `Runtime.Unknown`',
    proofs: [
      managedRuntimeApi('a worker whose connection is cut is idle no more'),
      managedRuntimeSession('a worker that went away while it was idle gets no event'),
    ],
  },
  {
    id: 'managed.nodejs',
    statement:
      'The bootstrap for Node.js keeps as many polls open as `AWS_LAMBDA_MAX_CONCURRENCY` says, in one process.',
    grade: 'chosen',
    source: ['docs: lambda-managed-instances-nodejs-runtime'],
    note: 'the runtime of AWS spreads them over worker threads; here they share one, which the documentation wants handlers to bear',
    proofs: [
      workers('as many polls are open as invocations are wanted at a time'),
      workers('a line of the console has the id of the invocation that printed it'),
    ],
  },
  {
    id: 'managed.next.no-states',
    statement: 'A poll is never refused for a state: after an init error it waits.',
    grade: 'captured',
    source: ['capture: the emulator', 'managed core: rapi/handler/invocationnext.go:27-51'],
    proofs: [
      ...cases('mi-init-error-then-next-blocks'),
      managedRuntimeSession('init/error is taken once, ready or not'),
    ],
  },
  {
    id: 'managed.next.headers',
    statement: 'All headers are there, empty or not, and there is none of a tenant.',
    grade: 'core',
    source: ['managed core: invoke/runtime_response_sender.go:31-39'],
    proofs: [
      ...cases('mi-next-all-headers-always-present'),
      managedRuntimeApi('an event comes with every header, be it empty, and without a tenant'),
    ],
  },
  {
    id: 'managed.next.trace-id',
    statement: 'The caller’s trace reaches the runtime as it is.',
    grade: 'core',
    source: ['managed core: invoke/runtime_response_sender.go:31-39'],
    proofs: [
      ...cases('mi-next-trace-id'),
      managedRuntimeApi('trace, context and identity are passed on, and so is the content type'),
    ],
  },
  {
    id: 'managed.next.content-type',
    statement: 'The caller’s content type reaches the runtime.',
    grade: 'core',
    source: ['managed core: invoke/runtime_response_sender.go:31-39'],
    proofs: [
      ...cases('mi-next-invoke-content-type-kept'),
      managedRuntimeApi('trace, context and identity are passed on, and so is the content type'),
    ],
  },
  {
    id: 'managed.next.shutdown',
    statement: 'A poll that is open when the environment shuts down is 500 `InternalServerError`.',
    grade: 'core',
    source: ['managed core: rapi/handler/invocationnext.go:47-50'],
    proofs: [managedRuntimeSession('when it closes, idle workers are answered with 500')],
  },
]
