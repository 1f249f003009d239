import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const answers = testsOf('packages/runtime-api/test/invocation-answer.test.ts')
const initErrors = testsOf('packages/runtime-api/test/init-error.test.ts')
const interop = testsOf('conformance/test/seed-runtime-api.test.ts')

/** `POST /2018-06-01/runtime/invocation/{id}/error` and `…/runtime/init/error`. */
export const error: readonly Requirement[] = [
  {
    id: 'runtime.error.accepted',
    statement: 'A report of an error is 202, and its body is what the caller gets, whatever it is.',
    grade: 'documented',
    source: ['docs: runtimes-api', 'core: rapi/handler/invocationerror.go:25-32,54-82'],
    proofs: [
      ...cases('error-accepted', 'error-body-reaches-invoker', 'error-empty-body'),
      interop('INT-02 an error reaches the caller untouched, its type is the header'),
    ],
  },
  {
    id: 'runtime.error.runtime-goes-on',
    statement: 'A runtime that reported an error may ask for the next event and serves it.',
    grade: 'documented',
    source: ['docs: runtimes-api'],
    proofs: [
      ...cases('error-then-next-and-second-invocation'),
      testsOf('conformance/test/aws-lambda-ric.test.ts')(
        'what a handler throws is the error, and the runtime goes on',
      ),
    ],
  },
  {
    id: 'runtime.error.once',
    statement: 'An error after an answer was sent is 403 `InvalidStateTransition`.',
    grade: 'core',
    source: ['core: core/states_test.go:17-320'],
    proofs: cases('error-twice'),
  },
  {
    id: 'runtime.error.type',
    statement:
      'An error type in which `Runtime.` or `Function.` and a capitalised word occur is kept whole; of the others one that begins with `Function.` is `Function.Unknown`, and the rest, none at all included, is `Runtime.Unknown`.',
    grade: 'core',
    source: ['core: fatalerror/fatalerror.go:60-71', 'core: fatalerror/fatalerror_test.go:31'],
    proofs: [
      ...cases('error-no-type-header', 'error-garbage-type-header'),
      answers('the error type %s counts as %s'),
    ],
  },
  {
    id: 'runtime.error.cause-type',
    statement:
      'An error of the type `application/vnd.aws.lambda.error.cause+json` reaches the caller as `errorMessage`, `errorType` and a `stackTrace` that is not empty, and nothing else of it.',
    grade: 'core',
    source: ['core: rapi/handler/mime_type_error_cause_json.go:15-60'],
    proofs: [
      ...cases('error-cause-type-strips-cause'),
      answers('an error that was sent with its cause reaches the invoker without it'),
    ],
  },
  {
    id: 'runtime.error.cause-unreadable',
    statement:
      'An error with a cause that cannot be read reaches the caller as the JSON string `"Invalid error body"`, and the runtime still gets 202.',
    grade: 'core',
    source: ['core: rapi/handler/invocationerror.go:61-72,133-148'],
    proofs: [
      ...cases('error-cause-type-unparsable'),
      answers('a cause that cannot be read becomes a fixed JSON string'),
    ],
  },
  {
    id: 'runtime.error.cause-type-exact',
    statement:
      'A parameter behind that content type makes it another one, and the body passes unchanged.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: cases('error-cause-type-with-charset-is-passthrough'),
  },
  {
    id: 'runtime.error.xray-cause',
    statement:
      '`Lambda-Runtime-Function-XRay-Error-Cause` may be valid, invalid or large: it never changes the answer.',
    grade: 'core',
    source: ['core: rapi/model/error_cause.go:13-34,48-114'],
    proofs: [
      ...cases('error-xray-cause-header-valid'),
      answers('an error cause of 300 KB in a header is taken'),
    ],
  },
  {
    id: 'runtime.init-error.accepted',
    statement: 'An init error before the first poll is 202, whatever its body is.',
    grade: 'core',
    source: ['core: rapi/handler/initerror.go:25-85'],
    proofs: [
      ...cases('init-error-non-json', 'init-error-empty-body'),
      initErrors('an init error with the body %j is taken as %s'),
    ],
  },
  {
    id: 'runtime.init-error.content-type',
    statement:
      'The body of an init error counts as `application/json` if it is valid JSON and as `application/octet-stream` otherwise, whatever the request says.',
    grade: 'core',
    source: ['core: rapi/handler/initerror.go:25-85'],
    proofs: [initErrors('an init error with the body %j is taken as %s')],
  },
  {
    id: 'runtime.init-error.then-next',
    statement: 'After an init error neither a poll nor a second init error is allowed.',
    grade: 'core',
    source: ['core: core/states_test.go:17-320'],
    proofs: [
      ...cases('init-error-then-next'),
      initErrors('after an init error nothing more is allowed'),
    ],
  },
  {
    id: 'runtime.init-error.only-in-init',
    statement: 'An init error after the first poll is 403 `InvalidStateTransition`.',
    grade: 'core',
    source: ['core: core/states.go:84-94,228-461'],
    proofs: [
      ...cases('init-error-after-next', 'init-error-after-response'),
      initErrors('a runtime that runs cannot report an init error'),
    ],
  },
]
