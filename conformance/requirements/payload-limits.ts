import { cases, testsOf } from './proof.ts'
import type { Area } from './requirement.ts'

const answers = testsOf('packages/runtime-api/test/invocation-answer.test.ts')
const interop = testsOf('conformance/test/seed-runtime-api.test.ts')
const invoke = testsOf('packages/simulator/test/invoke.test.ts')
const refusals = testsOf('packages/invoke-api/test/refusals.test.ts')
const body = testsOf('packages/protocol/test/body.test.ts')

/** How large payloads may be, and that they stay as they are. */
export const payloadLimits: Area = {
  title: 'Payload limits',
  prefixes: ['payload'],
  requirements: [
    {
      id: 'payload.response.limit',
      statement: 'A buffered response may have 6 291 556 bytes, which is 6 MiB and 100.',
      grade: 'core',
      source: ['core: interop/model.go:23', 'docs: gettingstarted-limits'],
      proofs: [
        ...cases('response-max-size'),
        answers('a response of exactly the limit is taken'),
        interop('ERR-10 a response of exactly the limit is accepted'),
      ],
    },
    {
      id: 'payload.response.too-large',
      statement:
        'One byte more is 413 `RequestEntityTooLarge` with `Exceeded maximum allowed payload size (6291556 bytes).`.',
      grade: 'core',
      source: [
        'core: rapi/rendering/render_error.go:38-46',
        'core: rapi/handler/invocationresponse_test.go:25',
      ],
      proofs: [
        ...cases('response-too-large-413'),
        answers('%s one byte over the limit is 413, and the runtime may go on'),
      ],
    },
    {
      id: 'payload.response.too-large-caller',
      statement:
        'The caller of a response that is too large gets `Function.ResponseSizeTooLarge` and a message that says how many bytes it had.',
      grade: 'core',
      source: ['core: interop/model.go:361-378'],
      proofs: [
        ...cases('response-too-large-invoker-body'),
        interop('ERR-09 a response over the limit fails its invocation and no other'),
      ],
    },
    {
      id: 'payload.response.too-large-goes-on',
      statement:
        'After a response that was too large the runtime has answered: it may poll, and cannot answer again.',
      grade: 'core',
      source: ['core: rapi/handler/invocationresponse.go:76-89'],
      proofs: [
        ...cases('response-too-large-then-response'),
        answers('%s one byte over the limit is 413, and the runtime may go on'),
      ],
    },
    {
      id: 'payload.error.too-large',
      statement:
        'An error of more than 6 291 556 bytes is 413 `RequestEntityTooLarge`, and the runtime may go on.',
      grade: 'chosen',
      source: ['core: rapi/handler/invocationerror.go:90-93', 'capture: the emulator'],
      note: 'the emulator breaks the connection because of a bug; what a response of that size gets is the rule that is left',
      proofs: [answers('%s one byte over the limit is 413, and the runtime may go on')],
    },
    {
      id: 'payload.event.cut',
      statement:
        'An event of more than 6 291 556 bytes reaches the runtime cut to that many, silently.',
      grade: 'core',
      source: ['core: rapi/rendering/rendering.go:172-186'],
      proofs: [
        ...cases('event-max-size-truncated'),
        testsOf('packages/runtime-api/test/invocation-next.test.ts')(
          'an event is cut silently at the payload limit',
        ),
      ],
    },
    {
      id: 'payload.caller.limit',
      statement:
        'The Invoke API refuses an event of more than 6 MiB, or of more than 1 MiB when nobody waits for its answer, as `RequestTooLargeException`.',
      grade: 'documented',
      source: ['docs: gettingstarted-limits', 'docs: API_Invoke'],
      proofs: [refusals('a %s event may have so many bytes and no more')],
    },
    {
      id: 'payload.bytes.through',
      statement:
        'Payloads are bytes from door to door: empty, binary, no UTF-8 and odd JSON come out as they went in.',
      grade: 'core',
      source: ['core: rapi/rendering/rendering.go:172-186', 'core: rapidcore/server.go:305-347'],
      proofs: [
        ...cases('next-empty-body', 'response-empty-body', 'response-not-json-ok'),
        invoke('%s goes through'),
        invoke('bytes go through unchanged'),
        interop('LIFE-04 null and nothing at all are payloads, too'),
      ],
    },
    {
      id: 'payload.bytes.large',
      statement: 'A payload as large as the limit arrives whole, there and back.',
      grade: 'documented',
      source: ['docs: gettingstarted-limits'],
      proofs: [
        interop('LIFE-05 a payload as large as the limit arrives whole, there and back'),
        testsOf('packages/simulator/test/nodejs-runtime/answers.test.ts')(
          'an answer of 6 MB arrives whole',
        ),
      ],
    },
    {
      id: 'payload.body.counted',
      statement:
        'Of a body over a limit only the beginning is kept, and all of it is read and counted.',
      grade: 'chosen',
      source: ['core: rapi/handler/invocationresponse.go:76-89'],
      note: 'the message names the whole size, and a client that is cut off in the middle would not read it',
      proofs: [
        body('of a body over the limit of %d bytes the beginning is kept and all is counted'),
      ],
    },
    {
      id: 'payload.upload.truncated',
      statement:
        'A buffered response whose upload breaks off fails its invocation with `Runtime.TruncatedResponse`, and the runtime may go on.',
      grade: 'chosen',
      source: [
        'core: fatalerror/fatalerror.go:20-43',
        'core: rapi/handler/invocationresponse.go:100-106',
      ],
      note: 'the emulator drops the connection and leaves the runtime in a state without a way out; the rule for streamed calls is applied to all',
      proofs: [
        answers('an upload that breaks off fails the invocation, and the runtime may go on'),
      ],
    },
  ],
}
