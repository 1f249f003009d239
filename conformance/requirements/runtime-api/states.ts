import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const wireMatrix = testsOf('packages/runtime-api/test/wire-matrix.test.ts')
const table = testsOf('packages/runtime-api/test/runtime-state.test.ts')
const session = testsOf('packages/runtime-api/test/runtime-session.test.ts')
const emulatorSeams = testsOf('packages/simulator/test/emulator-seams.test.ts')
const answers = testsOf('packages/runtime-api/test/invocation-answer.test.ts')

/** The states of a runtime, by the names that the platform gives them in its messages. */
export const states: readonly Requirement[] = [
  {
    id: 'runtime.state.matrix',
    statement:
      'A runtime is in one of the ten states of the platform, and in each exactly the calls of its table are legal.',
    grade: 'core',
    source: ['core: core/states.go:84-94,228-461', 'core: core/states_test.go:17-320'],
    proofs: [
      table('the table has no state that the drawing lacks'),
      table('%s, on %s, becomes %s'),
      table('%s refuses %s'),
      wireMatrix('in %s, %s is answered with %s'),
    ],
  },
  {
    id: 'runtime.state.names',
    statement:
      'Messages name the states `Started`, `InitError`, `Ready`, `Running`, `RestoreReady`, `Restoring`, `InvocationResponse`, `InvocationErrorResponse`, `RuntimeResponseSentState` and `RuntimeRestoreErrorState`.',
    grade: 'core',
    source: ['core: core/runtime_state_names.go:7-20'],
    proofs: [
      ...cases('response-twice', 'error-twice', 'init-error-after-response'),
      table('the table has no state that the drawing lacks'),
    ],
  },
  {
    id: 'runtime.state.message',
    statement:
      'An illegal call is 403 `InvalidStateTransition` with `State transition from <state> to <target> failed for runtime. Error: State transition is not allowed`.',
    grade: 'core',
    source: ['core: rapi/handler/constants.go:6-27', 'core: core/states.go:67,70'],
    proofs: [
      ...cases('response-twice', 'error-twice', 'init-error-then-next', 'init-error-after-next'),
      wireMatrix('in %s, %s is answered with %s'),
    ],
  },
  {
    id: 'runtime.state.started',
    statement:
      'A runtime that has only started may poll, report an init error and, with SnapStart, wait for its restore.',
    grade: 'core',
    source: ['core: core/states.go:228-461'],
    proofs: [
      ...cases('next-event-and-headers', 'init-error-non-json'),
      table('%s, on %s, becomes %s'),
    ],
  },
  {
    id: 'runtime.state.running',
    statement:
      'A runtime that has taken an event may answer it, report an error or poll again, and nothing else.',
    grade: 'core',
    source: ['core: core/states.go:228-461'],
    proofs: [
      ...cases(
        'response-accepted',
        'error-accepted',
        'next-twice-redelivers-same-event',
        'init-error-after-next',
      ),
      table('%s refuses %s'),
    ],
  },
  {
    id: 'runtime.state.answering',
    statement: 'While the body of an answer is being read every other call is refused.',
    grade: 'core',
    source: ['core: core/states.go:228-461'],
    proofs: [table('%s refuses %s'), wireMatrix('in %s, %s is answered with %s')],
  },
  {
    id: 'runtime.state.answered',
    statement: 'A runtime that has answered may poll, and nothing else.',
    grade: 'core',
    source: ['core: core/states.go:228-461'],
    proofs: [
      ...cases(
        'response-twice',
        'error-twice',
        'init-error-after-response',
        'next-second-invocation-new-id',
      ),
      session('an invocation is done when the runtime has answered and asked again'),
    ],
  },
  {
    id: 'runtime.state.not-answered-twice',
    statement: 'An event that was answered is never handed out again.',
    grade: 'core',
    source: ['core: core/states.go:228-461'],
    proofs: [session('the same event is not handed out again after it was answered')],
  },
  {
    id: 'runtime.state.id-first',
    statement:
      'In every state an answer with an id that is not current is 400, before the state is looked at.',
    grade: 'core',
    source: ['core: rapi/router.go:37-39'],
    proofs: [answers('%s with an unknown id is 400 in every state')],
  },
  {
    id: 'runtime.state.reset-wakes-polls',
    statement:
      'When a generation ends its open polls end with it, and what comes later is too late.',
    grade: 'chosen',
    source: ['core: core/states.go:251-253,338-340'],
    note: 'the core answers 403 `Concurrent state modification` to a client that is about to be killed; here the connection ends as it does when its process is killed',
    proofs: [
      session('when it closes, polls are hung up'),
      session('when it retires, what was awaited ends with the reason and answers come too late'),
    ],
  },
  {
    id: 'runtime.state.before-init',
    statement: 'A poll before init has begun waits for it.',
    grade: 'chosen',
    source: ['capture: the emulator'],
    note: 'the emulator drops the connection because of a bug, and what the service does cannot be seen',
    proofs: [emulatorSeams('a runtime that asks before init has begun waits for it')],
  },
]
