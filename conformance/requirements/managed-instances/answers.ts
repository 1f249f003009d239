import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const managedAnswer = testsOf('packages/cli/test/rie/managed/managed-answer.test.ts')
const managedRuntimeApi = testsOf('packages/runtime-api/test/managed/managed-runtime-api.test.ts')
const scenarios = testsOf('packages/simulator/test/managed/scenarios.test.ts')
const managedRuntimeSession = testsOf(
  'packages/runtime-api/test/managed/managed-runtime-session.test.ts',
)

/** What it answers, each by its id, and what becomes of it when the time is over. */
export const answers: readonly Requirement[] = [
  {
    id: 'managed.response.accepted',
    statement:
      'An answer belongs to the invocation of its id, whatever else is going on, and is 202.',
    grade: 'core',
    source: [
      'managed core: invoke/invoke_router.go:138-167',
      'managed core: rapi/handler/invocationresponse.go:26-37',
    ],
    proofs: [
      ...cases('mi-response-accepted', 'mi-error-accepted'),
      managedRuntimeSession('invocations are answered by their ids, in any order'),
    ],
  },
  {
    id: 'managed.response.content-type',
    statement:
      'The content type of an answer reaches its caller, and is `application/octet-stream` where there is none.',
    grade: 'core',
    source: ['managed core: invoke/runtime_response_request.go:34-39'],
    proofs: [
      ...cases('mi-response-content-type-passes', 'mi-response-default-content-type'),
      managedRuntimeApi('a response without a content type is a stream of octets'),
      managedAnswer('a response comes with its content type and its mode'),
    ],
  },
  {
    id: 'managed.response.mode',
    statement:
      'The response mode may be absent, empty or `streaming`; anything else is 400 for the runtime, `Runtime.InvalidResponseModeHeader` for the caller, and the end of the invocation.',
    grade: 'core',
    source: [
      'managed core: invoke/runtime_response_request.go:46-56',
      'managed core: invoke/running_invoke.go:138-146',
    ],
    proofs: [
      ...cases('mi-response-mode-buffered-rejected', 'mi-response-mode-invalid-invoker'),
      managedRuntimeApi('a wrong response mode ends the invocation, and its worker goes on'),
    ],
  },
  {
    id: 'managed.response.mode-told',
    statement:
      'The caller is told `buffered` or `streaming` in `Lambda-Runtime-Function-Response-Mode`.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/invoke/responder.go:57-81'],
    proofs: [
      ...cases('mi-response-streaming-mode', 'mi-response-content-type-passes'),
      managedAnswer('a response comes with its content type and its mode'),
    ],
  },
  {
    id: 'managed.response.limit',
    statement:
      'An answer may have 6 291 556 bytes; one more is 413 for the runtime and `Function.ResponseSizeTooLarge` for the caller.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/invoke/responder.go:35-51'],
    proofs: [
      ...cases('mi-response-max-size', 'mi-response-too-large-invoker'),
      managedRuntimeApi('one byte too many ends the invocation with 413'),
    ],
  },
  {
    id: 'managed.response.truncated',
    statement:
      'An answer whose upload breaks off ends its invocation with `Runtime.TruncatedResponse`.',
    grade: 'core',
    source: ['managed core: rapi/handler/invocationresponse.go:49-52'],
    proofs: [managedRuntimeApi('a response that breaks off ends its invocation')],
  },
  {
    id: 'managed.response.trailers',
    statement:
      'A stream that ends with error trailers is 202 for the runtime, and the caller gets the error.',
    grade: 'core',
    source: ['managed core: invoke/runtime_response_request.go:81-101'],
    proofs: [
      ...cases('mi-trailer-error-runtime'),
      managedRuntimeApi('an error in the trailers takes the place of the response; its body %s'),
    ],
  },
  {
    id: 'managed.response.unknown-id',
    statement: 'An id that is unknown, or whose invocation is over, is 400 `InvalidRequestID`.',
    grade: 'core',
    source: [
      'managed core: rapi/handler/invocationresponse.go:41-60',
      'managed core: rapi/handler/invocationerror.go:48-61',
    ],
    proofs: [
      ...cases('mi-timeout-late-response-second-400'),
      managedRuntimeApi('an unknown id is refused for %s'),
      managedRuntimeSession('while an answer is under way no other one is taken, nor after it'),
    ],
  },
  {
    id: 'managed.error.type',
    statement: 'The error type is normalised and told to the caller in `Error-Type`.',
    grade: 'core',
    source: ['managed core: rapid/model/error_types.go:118-129'],
    proofs: cases('mi-error-type-Runtime-Bar-kept', 'mi-error-type-empty-replaced'),
  },
  {
    id: 'managed.error.limit',
    statement: 'An error may have 1 MiB; one that is larger is 413, and the invocation stays open.',
    grade: 'core',
    source: [
      'managed core: rapi/server.go:29',
      'managed core: rapi/handler/invocationerror.go:31-36',
    ],
    proofs: [
      ...cases('mi-error-exactly-1mib', 'mi-error-over-1mib-then-retry'),
      managedRuntimeApi('an error of exactly 1 MiB is taken'),
      managedRuntimeApi('a larger error is refused, and the invocation stays open for another'),
    ],
  },
  {
    id: 'managed.init-error',
    statement:
      'An init error is 202 once, and 403 with a reason in lower case after that; polls do not change that.',
    grade: 'core',
    source: [
      'managed core: rapi/handler/initerror.go:21-50',
      'managed core: core/states.go:131-176',
    ],
    proofs: [
      ...cases('mi-init-error-accepted', 'mi-init-error-twice'),
      managedRuntimeSession('init/error is taken once, ready or not'),
      managedRuntimeApi('an init error is taken with its type and the type of its body'),
    ],
  },
  {
    id: 'managed.init-error.limit',
    statement: 'An init error may have 1 MiB.',
    grade: 'core',
    source: ['managed core: rapi/server.go:29'],
    proofs: [managedRuntimeApi('an init error of more than 1 MiB is refused')],
  },
  {
    id: 'managed.timeout.caller',
    statement:
      'A time-out is that of one invocation: its caller gets `Sandbox.Timedout` with `Task timed out after <n.nn> seconds`.',
    grade: 'core',
    source: [
      'managed core: invoke/running_invoke.go:154-166',
      'managed core: invoke/utils.go:15-30',
    ],
    proofs: [
      ...cases('mi-timeout-invoker'),
      scenarios('a time-out ends its invocation and nothing else'),
    ],
  },
  {
    id: 'managed.timeout.survives',
    statement: 'A time-out ends no process: the runtime polls and serves the next invocation.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      ...cases('mi-timeout-runtime-survives'),
      scenarios('a time-out ends its invocation and nothing else'),
    ],
  },
  {
    id: 'managed.timeout.late-answer',
    statement:
      'A late answer to an invocation that timed out is 410 `InvokeTimeout` once, and 400 `InvalidRequestID` after that.',
    grade: 'core',
    source: [
      'managed core: invoke/timeout/timeout_cache.go:14-60',
      'managed core: rapi/rendering/render_error.go:66-74',
    ],
    proofs: [
      ...cases('mi-timeout-late-response-410', 'mi-timeout-late-response-second-400'),
      managedRuntimeApi('a late response is gone'),
      managedRuntimeSession('a late answer is told of the time-out once, then its id is unknown'),
      managedRuntimeSession('a thousand time-outs are remembered, the oldest is forgotten first'),
      scenarios('a late answer is refused, and its worker takes the next invocation'),
    ],
  },
]
