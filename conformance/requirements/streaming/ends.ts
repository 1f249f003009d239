import { testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const bothRuntimes = testsOf('conformance/test/response-streaming.test.ts')
const upload = testsOf('packages/runtime-api/test/response-endings.test.ts')
const responseEndings = testsOf('packages/simulator/test/response-endings.test.ts')
const invokeWithResponseStream = testsOf(
  'packages/invoke-api/test/invoke-with-response-stream.test.ts',
)
const responseBody = testsOf('packages/runtime-api/test/response-body.test.ts')
const responseTrailers = testsOf('packages/runtime-api/test/response-trailers.test.ts')
const responseStreaming = testsOf('packages/runtime-api/test/response-streaming.test.ts')
const body = testsOf('packages/protocol/test/body.test.ts')

/** Streams that do not end well. */
export const ends: readonly Requirement[] = [
  {
    id: 'streaming.limit',
    statement:
      'A streamed response may have more than a buffered one: 200 MiB, unless it was set otherwise.',
    grade: 'documented',
    source: ['docs: configuration-response-streaming', 'docs: gettingstarted-limits'],
    proofs: [upload('a response of exactly the limit is complete')],
  },
  {
    id: 'streaming.too-large',
    statement:
      'Of a streamed response over its limit one byte more is let through: the runtime gets 413 and may go on, and the stream ends with `Function.ResponseSizeTooLarge`.',
    grade: 'core',
    source: [
      'core: core/directinvoke/directinvoke.go:256-288,350-359',
      'core: rapi/handler/invocationresponse.go:91-98',
    ],
    proofs: [
      upload('of a response over the limit one byte more is let through; the runtime may go on'),
      responseEndings(
        'a response over its limit ends after one byte more, and the runtime goes on',
      ),
    ],
  },
  {
    id: 'streaming.error.trailers',
    statement:
      'A runtime ends a stream with an error by the trailers `Lambda-Runtime-Function-Error-Type` and `Lambda-Runtime-Function-Error-Body`, the latter in base64.',
    grade: 'documented',
    source: ['docs: runtimes-custom', 'core: core/directinvoke/directinvoke.go:37-42,292-347'],
    proofs: [
      upload('an error in the trailers ends a stream with it: %s'),
      responseTrailers('trailers with %s'),
    ],
  },
  {
    id: 'streaming.error.undeclared',
    statement: 'These trailers count whether `Trailer` declares them or not.',
    grade: 'chosen',
    source: ['docs: runtimes-custom'],
    note: 'the documentation asks for a declaration; a trailer that has come says what it says without one, too',
    proofs: [
      upload('an error in the trailers ends a stream with it: %s'),
      body('trailers that are %s are read'),
    ],
  },
  {
    id: 'streaming.error.body',
    statement: 'An error body that is no base64 counts as empty.',
    grade: 'core',
    source: ['managed core: invoke/runtime_response_request.go:81-101'],
    proofs: [responseTrailers('trailers with %s')],
  },
  {
    id: 'streaming.error.caller',
    statement:
      'The caller of a stream that ended with an error keeps what came before it, and is told the error type and body at the end.',
    grade: 'documented',
    source: [
      'docs: API_InvokeWithResponseStream',
      'core: core/directinvoke/directinvoke.go:410-443',
    ],
    proofs: [
      responseEndings(
        'an error in the trailers fails the reader after the last byte, and is the result',
      ),
      responseBody('a failure comes after the last byte: %s'),
      invokeWithResponseStream('what a function throws midway is told when it is over'),
      bothRuntimes('what is thrown midway follows what was written'),
    ],
  },
  {
    id: 'streaming.error.early',
    statement: 'An error before the first byte is the answer, and no stream.',
    grade: 'core',
    source: ['core: core/directinvoke/directinvoke.go:292-347'],
    proofs: [
      upload('an error before the first byte is an error'),
      responseEndings('what fails before it responds has a body that fails'),
    ],
  },
  {
    id: 'streaming.error.whole',
    statement:
      'Who takes a response whole gets the error of its trailers instead of what came before it.',
    grade: 'chosen',
    source: ['managed core: invoke/runtime_response_request.go:81-101'],
    note: 'the core for on-demand functions ignores them on that path; a caller must not take half an answer for a whole one',
    proofs: [
      upload('error trailers of a response that is taken whole replace it'),
      responseEndings('a caller who wants the answer whole gets the error of the trailers instead'),
    ],
  },
  {
    id: 'streaming.error.runtime',
    statement: 'The runtime that ended a stream with an error gets 202 and may go on.',
    grade: 'core',
    source: ['managed core: invoke/runtime_response_request.go:81-101'],
    proofs: [upload('an error in the trailers ends a stream with it: %s')],
  },
  {
    id: 'streaming.truncated',
    statement:
      'A stream whose upload breaks off ends for its caller with `Runtime.TruncatedResponse`, after what has come.',
    grade: 'core',
    source: ['core: core/directinvoke/directinvoke.go:268-270,350-359'],
    proofs: [
      upload(
        'an upload that breaks off fails after the bytes that came, and the runtime may go on',
      ),
      responseEndings('an upload that breaks off while the runtime lives on is truncated'),
    ],
  },
  {
    id: 'streaming.truncated-runtime',
    statement:
      'A runtime that is still there after its upload broke off gets 400 `TruncatedHTTPRequest` and may go on.',
    grade: 'core',
    source: [
      'core: rapi/handler/invocationresponse.go:100-106',
      'core: rapi/rendering/render_error.go:49-57',
    ],
    proofs: [
      upload(
        'an upload that breaks off fails after the bytes that came, and the runtime may go on',
      ),
    ],
  },
  {
    id: 'streaming.reset',
    statement:
      'A reset in the middle of a stream closes the runtime’s connection and ends the stream with the error of the reset.',
    grade: 'core',
    source: ['core: core/directinvoke/directinvoke.go:315-335'],
    proofs: [
      responseStreaming('a runtime that is reset while it responds is hung up on'),
      responseEndings('a runtime that ends while it responds is the cause, for a caller %s'),
      responseEndings('a time-out ends the stream after what came, and the runtime'),
    ],
  },
]
