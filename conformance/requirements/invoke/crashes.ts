import { testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const timelines = testsOf('packages/simulator/test/outcomes/timelines.test.ts')
const memory = testsOf('packages/simulator/test/outcomes/memory.test.ts')
const idleOutcomes = testsOf('packages/simulator/test/outcomes/idle-outcomes.test.ts')
const runtimeOutcomes = testsOf('packages/simulator/test/outcomes/runtime-outcomes.test.ts')
const extensionOutcomes = testsOf('packages/simulator/test/outcomes/extension-outcomes.test.ts')
const failures = testsOf('packages/simulator/test/failures.test.ts')
const readiness = testsOf('conformance/test/seed-readiness.test.ts')
const reports = testsOf('packages/simulator/test/report-line.test.ts')
const endpoint = testsOf('packages/simulator/test/endpoint.test.ts')

/** The same for processes that end before their time. */
export const crashes: readonly Requirement[] = [
  {
    id: 'outcome.default-error',
    statement:
      'Who gets no answer of the runtime gets `{"errorType","errorMessage"}` with the fatal type and `RequestId: <id> Error: <text>`.',
    grade: 'core',
    source: ['core: interop/model.go:135-166', 'core: rapid/exit.go:18-39'],
    proofs: [
      failures('a runtime that ends on %j fails its invocation, and a fresh one serves the next'),
      failures('an extension that ends during an invocation fails it'),
    ],
  },
  {
    id: 'outcome.exit-status',
    statement:
      'A runtime that ends with a status is `Runtime.ExitError`, with `Runtime exited with error: exit status <n>`.',
    grade: 'core',
    source: ['core: supervisor/model/model.go:226-240', 'core: rapid/handlers.go:221-261'],
    proofs: [
      failures('a runtime that ends on %j fails its invocation, and a fresh one serves the next'),
      runtimeOutcomes('a runtime that ends by %s is a Runtime.ExitError'),
    ],
  },
  {
    id: 'outcome.exit-zero',
    statement:
      'A runtime that ends with 0 is `Runtime.ExitError`, with `Runtime exited without providing a reason`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:221-261'],
    proofs: [
      failures('a runtime that ends on %j fails its invocation, and a fresh one serves the next'),
      runtimeOutcomes('a runtime that ends by %s is a Runtime.ExitError'),
    ],
  },
  {
    id: 'outcome.killed',
    statement:
      'A runtime that was killed is `Runtime.ExitError`, with `Runtime exited with error: signal: <name>` and the signal in Go’s words.',
    grade: 'core',
    source: ['core: supervisor/model/model.go:226-240'],
    proofs: [
      failures('a runtime that ends on %j fails its invocation, and a fresh one serves the next'),
      runtimeOutcomes('a runtime that ends by %s is a Runtime.ExitError'),
    ],
  },
  {
    id: 'outcome.extension-crash',
    statement:
      'An extension that ends during an invocation fails it with `Extension.Crash`, and `exit code 0`, `exit status <n>` or `signal: <name>`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:221-261'],
    proofs: [
      failures('an extension that ends during an invocation fails it'),
      readiness('ERR-05 an extension that crashes fails the invocation and resets'),
      extensionOutcomes('an extension that ends by %s during an invocation is an Extension.Crash'),
    ],
  },
  {
    id: 'outcome.extension-exit-error',
    statement:
      'An extension that reported `exit/error` before it ended fails the invocation with `Extension.ExitError` and the text of its end.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      extensionOutcomes(
        'an extension that says why it ends is an Extension.ExitError, with the text of its end',
      ),
    ],
  },
  {
    id: 'outcome.answered-then-died',
    statement:
      'A process that dies after the answer, before it has polled, takes nothing from the caller: the answer stands and the environment is reset.',
    grade: 'chosen',
    source: ['docs: runtimes-extensions-api', 'core: rapidcore/server.go:527-593'],
    note: 'the service has delivered the answer by then; the emulator, which holds it, makes 502 of it',
    proofs: [
      runtimeOutcomes(
        'a runtime that dies after its answer takes nothing from the caller, and the environment is reset',
      ),
      extensionOutcomes(
        'an extension that dies after the answer takes nothing from the caller, and the environment is reset',
      ),
    ],
  },
  {
    id: 'outcome.out-of-memory',
    statement:
      'A process that takes more than the memory limit that was set for it is killed: `Runtime.OutOfMemory` if it is the runtime, `Extension.Crash` if it is an extension.',
    grade: 'captured',
    source: [
      'capture: production, published logs of REPORT',
      'managed core: rapid/shutdown.go:357',
    ],
    proofs: [
      memory('a runtime with more memory than its function has is out of memory'),
      memory('an extension with more memory than it may have is an extension that crashed'),
      memory('a child of the runtime counts as the runtime'),
      memory('a limit is refused where nobody can say what a process uses'),
    ],
  },
  {
    id: 'outcome.crash-while-idle',
    statement:
      'A process that dies between two invocations fails the next one with its error, once, and the one after it starts afresh.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      failures('a runtime that dies while nothing runs fails the next invocation, once'),
      testsOf('packages/simulator/test/freeze.test.ts')(
        'a process that dies frozen fails the next invocation',
      ),
      idleOutcomes('the end of an idle %s is charged to the next invocation, and only to that'),
    ],
  },
  {
    id: 'outcome.crash-while-idle-told',
    statement:
      'An invocation that finds its runtime gone is told by `platform.start`, and by an end in which nothing was done.',
    grade: 'core',
    source: ['core: rapid/handlers.go:709-748', 'core: telemetry/events_api.go:32-38'],
    proofs: [
      idleOutcomes('an invocation that finds its runtime gone has a start and an end of nothing'),
    ],
  },
  {
    id: 'outcome.crash-telemetry',
    statement:
      'A crash is told by `platform.runtimeDone` with `error` and its type, then SHUTDOWN, then `platform.report` with the same.',
    grade: 'core',
    source: ['core: rapid/handlers.go:709-748'],
    proofs: [
      failures('telemetry of a crash and of the init inside the next invocation comes in order'),
      reports('a crash is a status and an error type'),
      timelines('a runtime that crashes, and the init inside the next invocation'),
      timelines('an extension that crashes'),
    ],
  },
  {
    id: 'outcome.stopped',
    statement:
      'Who waits for an environment that is stopped is told so, as a failure of the sandbox.',
    grade: 'chosen',
    source: ['core: fatalerror/fatalerror.go:20-43'],
    note: '`Sandbox.Failure` is the platform’s word for what is nobody’s fault',
    proofs: [
      testsOf('packages/simulator/test/shutdown.test.ts')(
        'stop ends everything at once; what ran or waited is a failure of the sandbox',
      ),
      endpoint('whoever still waits when everything is stopped is told of it'),
    ],
  },
  {
    id: 'outcome.first-cause',
    statement: 'Of several causes of a failure the first one counts.',
    grade: 'core',
    source: ['core: rapid/handlers.go:221-261'],
    proofs: [
      testsOf('packages/simulator/test/generation.test.ts')(
        'of several causes the first one counts',
      ),
      extensionOutcomes(
        'what an extension reported names the failure also when it is the runtime that ends',
      ),
      idleOutcomes('an idle environment that lost both its processes blames the first'),
    ],
  },
  {
    id: 'outcome.answered-at-failure',
    statement: 'A caller hears of a failure when it happens, not when the reset is over.',
    grade: 'chosen',
    source: ['decision: 0003-answers-after-a-failure', 'capture: the emulator'],
    note: 'the emulator answers up to two seconds later; the service answers without waiting for extensions',
    proofs: [failures('an extension that ends during an invocation fails it')],
  },
]
