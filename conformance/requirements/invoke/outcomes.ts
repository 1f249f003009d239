import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const timelines = testsOf('packages/simulator/test/outcomes/timelines.test.ts')
const extensionOutcomes = testsOf('packages/simulator/test/outcomes/extension-outcomes.test.ts')
const runtimeOutcomes = testsOf('packages/simulator/test/outcomes/runtime-outcomes.test.ts')
const failures = testsOf('packages/simulator/test/failures.test.ts')
const readiness = testsOf('conformance/test/seed-readiness.test.ts')
const telemetry = testsOf('conformance/test/seed-telemetry.test.ts')
const interop = testsOf('conformance/test/seed-runtime-api.test.ts')
const timeout = testsOf('conformance/test/seed-timeout.test.ts')
const reports = testsOf('packages/simulator/test/report-line.test.ts')

/** What the caller sees, and what telemetry tells, for each way in which an invocation can end. */
export const outcomes: readonly Requirement[] = [
  {
    id: 'outcome.success',
    statement:
      'An invocation that succeeds has the bytes of its response, and its report has the status `success`.',
    grade: 'documented',
    source: ['docs: API_Invoke', 'docs: telemetry-schema-reference'],
    proofs: [
      ...cases('response-reaches-invoker'),
      interop('INT-01 an invocation goes through the runtime to its caller'),
      runtimeOutcomes('an answer reaches its caller, and nobody ends'),
    ],
  },
  {
    id: 'outcome.handled-error',
    statement:
      'A handled error reaches the caller as the runtime sent it, and is a success of the runtime in telemetry, without spans.',
    grade: 'captured',
    source: [
      'capture: production, issue 85 of the extension samples of AWS',
      'core: rapid/handlers.go:475-508',
    ],
    proofs: [
      ...cases('error-body-reaches-invoker'),
      telemetry('LIFE-06 a handled error is a success of the runtime, without spans'),
      telemetry('LIFE-07 there is a report after a handled error, too'),
      runtimeOutcomes(
        'an error that the handler reports is the caller’s, and a success of the runtime',
      ),
      timelines('a handler that reports an error'),
    ],
  },
  {
    id: 'outcome.timeout',
    statement:
      'A function that is too slow is cut off at its time-out: `Sandbox.Timedout`, with `Task timed out after <n.nn> seconds`.',
    grade: 'chosen',
    source: ['docs: configuration-timeout', 'managed core: invoke/utils.go:15-30'],
    note: 'no source shows what the service answers; the core for managed instances has the only error object of that text',
    proofs: [
      failures('a function that is too slow times out, and what it started is gone'),
      timeout('ERR-03 at its deadline an invocation ends, and a late answer is refused'),
      runtimeOutcomes(
        'a function that is too slow is a Sandbox.Timedout, and everything of it ends',
      ),
    ],
  },
  {
    id: 'outcome.timeout-extension',
    statement:
      'An extension that works past the deadline is cut off with everything else, and the answer that was given stays.',
    grade: 'documented',
    source: ['docs: runtimes-extensions-api'],
    proofs: [
      readiness('TIME-07 an extension past the deadline is cut off, the answer stays'),
      readiness('TIME-03 a silent extension ends the phase at the time-out, not before'),
      readiness('RDY-03 an extension that stays silent has the time of the function'),
      extensionOutcomes(
        'an extension that works until the time-out is cut off, and the answer stays',
      ),
      timelines('an extension that holds on until the time-out'),
    ],
  },
  {
    id: 'outcome.timeout-report',
    statement:
      'The report of a time-out has the status `timeout`, no error type, and exactly the configured time.',
    grade: 'captured',
    source: ['capture: production, July 2026'],
    proofs: [
      reports('a time-out is a status without an error type, and nothing follows it'),
      runtimeOutcomes(
        'a function that is too slow is a Sandbox.Timedout, and everything of it ends',
      ),
      timelines('a function of five seconds that is too slow, after a cold start'),
    ],
  },
  {
    id: 'outcome.timeout-no-second-done',
    statement:
      'An extension that holds on until the time-out causes no second `platform.runtimeDone`: only the report tells of it.',
    grade: 'chosen',
    source: ['core: rapid/handlers.go:510-519,713-746'],
    note: 'the core does not remember that it told of the end, and no capture shows two',
    proofs: [timelines('an extension that holds on until the time-out')],
  },
  {
    id: 'outcome.timeout-includes-init',
    statement: 'An init inside the invocation is part of its time-out.',
    grade: 'core',
    source: ['core: rapidcore/server.go:627-641,716-731', 'docs: lambda-runtime-environment'],
    proofs: [
      failures(
        'an init that takes too long is tried again inside the invocation, under the function’s time',
      ),
      failures('a runtime that nobody starts times the invocation out instead of hanging'),
    ],
  },
  {
    id: 'outcome.oversize',
    statement:
      'A response that is too large is `Function.ResponseSizeTooLarge` for the caller, and the runtime serves the next invocation.',
    grade: 'core',
    source: ['core: interop/model.go:361-378'],
    proofs: [
      ...cases('response-too-large-invoker-body'),
      interop('ERR-09 a response over the limit fails its invocation and no other'),
      runtimeOutcomes(
        'an answer that is too large is an error for the caller, and the runtime goes on',
      ),
    ],
  },
  {
    id: 'outcome.malformed',
    statement:
      'An answer with a response mode that is none is `Runtime.InvalidResponseModeHeader` for the caller.',
    grade: 'core',
    source: ['core: rapi/handler/invocationresponse.go:45-65'],
    proofs: [
      testsOf('packages/runtime-api/test/invocation-answer.test.ts')(
        'response mode %s ends the invocation and locks the runtime',
      ),
      runtimeOutcomes(
        'an answer in a mode that is none leaves the runtime stuck until the time-out',
      ),
    ],
  },
]
