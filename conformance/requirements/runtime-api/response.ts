import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const answers = testsOf('packages/runtime-api/test/invocation-answer.test.ts')
const interop = testsOf('conformance/test/seed-runtime-api.test.ts')
const timeout = testsOf('conformance/test/seed-timeout.test.ts')

/** The id of an answer, and `POST /2018-06-01/runtime/invocation/{id}/response`. */
export const response: readonly Requirement[] = [
  {
    id: 'runtime.id.wrong',
    statement:
      'An answer with an id that is not that of the invocation in progress is 400 `InvalidRequestID`.',
    grade: 'core',
    source: [
      'core: rapi/middleware/middleware.go:23-40',
      'core: rapi/rendering/render_error.go:60-68',
    ],
    proofs: [
      ...cases('response-invalid-id', 'response-old-id-during-second'),
      interop('INT-09 an answer to an unknown id is refused'),
    ],
  },
  {
    id: 'runtime.id.before-state',
    statement:
      'The id is judged before the state, so that a wrong id is 400 in every state and changes none.',
    grade: 'core',
    source: ['core: rapi/router.go:37-39'],
    proofs: [
      ...cases('response-before-next-bad-id', 'error-before-next-bad-id'),
      answers('%s with an unknown id is 400 in every state'),
    ],
  },
  {
    id: 'runtime.id.finished',
    statement:
      'The id of an invocation that is over, or that timed out, is 400 `InvalidRequestID` and not a matter of state.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      ...cases('response-late-after-timeout'),
      answers('a second answer is refused by the state, and by the id once the invocation is over'),
      timeout('ERR-03 at its deadline an invocation ends, and a late answer is refused'),
    ],
  },
  {
    id: 'runtime.response.accepted',
    statement: 'A response is 202, and its bytes are what the caller gets.',
    grade: 'documented',
    source: ['docs: runtimes-api', 'core: rapi/handler/invocationresponse.go:27-123'],
    proofs: [
      ...cases('response-accepted', 'response-reaches-invoker'),
      answers('a response reaches the invoker byte for byte'),
      interop('INT-01 an invocation goes through the runtime to its caller'),
    ],
  },
  {
    id: 'runtime.response.any-body',
    statement: 'A response may be any bytes: what is no JSON is taken, and so is nothing at all.',
    grade: 'core',
    source: ['core: rapi/rapi_fuzz_test.go:100'],
    proofs: [
      ...cases('response-not-json-ok', 'response-empty-body'),
      answers('a response reaches the invoker byte for byte'),
    ],
  },
  {
    id: 'runtime.response.chunked',
    statement: 'A response may be sent in chunks without a length.',
    grade: 'core',
    source: ['core: rapidcore/server.go:305-347'],
    proofs: cases('response-chunked-request'),
  },
  {
    id: 'runtime.response.once',
    statement:
      'A second answer to the same invocation is 403 `InvalidStateTransition`, and the first one counts.',
    grade: 'core',
    source: ['core: core/states_test.go:17-320'],
    proofs: [
      ...cases('response-twice'),
      interop('INT-07 only the first of two responses counts'),
      interop('INT-08 a response after an error is refused and changes nothing'),
    ],
  },
  {
    id: 'runtime.response.mode',
    statement:
      '`Lambda-Runtime-Function-Response-Mode` may be absent, empty or exactly `streaming`; anything else, `buffered` and `Streaming` too, is 400 `InvalidFunctionResponseMode`.',
    grade: 'core',
    source: ['core: rapi/handler/invocationresponse.go:45-65'],
    proofs: [
      ...cases(
        'response-mode-streaming',
        'response-mode-empty-header',
        'response-mode-invalid-then-error',
      ),
      answers('response mode %s ends the invocation and locks the runtime'),
    ],
  },
  {
    id: 'runtime.response.mode-locks',
    statement:
      'After a refused response mode the runtime can neither answer again, nor report an error, nor ask for more, until it is reset.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: core/states_test.go:186'],
    proofs: [
      ...cases('response-mode-invalid-then-error', 'response-mode-invalid-then-next'),
      answers('response mode %s ends the invocation and locks the runtime'),
    ],
  },
  {
    id: 'runtime.response.mode-caller',
    statement:
      'The caller of a response with a refused mode gets `Runtime.InvalidResponseModeHeader`.',
    grade: 'core',
    source: ['core: rapi/handler/invocationresponse.go:45-65'],
    proofs: [answers('response mode %s ends the invocation and locks the runtime')],
  },
]
