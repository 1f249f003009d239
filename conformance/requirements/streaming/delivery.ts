import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const bothRuntimes = testsOf('conformance/test/response-streaming.test.ts')
const responseEndings = testsOf('packages/simulator/test/response-endings.test.ts')
const streams = testsOf('packages/simulator/test/nodejs-runtime/streams.test.ts')
const invokeWithResponseStream = testsOf(
  'packages/invoke-api/test/invoke-with-response-stream.test.ts',
)
const streamedMemory = testsOf('packages/simulator/test/streamed-memory.test.ts')
const responseBody = testsOf('packages/runtime-api/test/response-body.test.ts')
const simulated = testsOf('packages/simulator/test/response-streaming.test.ts')
const responseStreaming = testsOf('packages/runtime-api/test/response-streaming.test.ts')

/** Responses that arrive while they are still being made. */
export const delivery: readonly Requirement[] = [
  {
    id: 'streaming.opt-in',
    statement:
      'A runtime streams by `Lambda-Runtime-Function-Response-Mode: streaming` and a chunked body, and is answered with 202 when the body has ended.',
    grade: 'documented',
    source: ['docs: runtimes-custom', 'core: rapi/handler/invocationresponse.go:46-49'],
    proofs: [
      ...cases('response-mode-streaming'),
      responseStreaming('a part is read before the next one is produced'),
    ],
  },
  {
    id: 'streaming.first-byte',
    statement:
      'The caller of a streamed response has its first byte before its last one is produced.',
    grade: 'documented',
    source: ['docs: configuration-response-streaming', 'docs: API_InvokeWithResponseStream'],
    proofs: [
      simulated('the first byte is there before the last one is produced'),
      responseStreaming('a part is read before the next one is produced'),
      bothRuntimes('the first part arrives before the last one is written'),
    ],
  },
  {
    id: 'streaming.bytes',
    statement: 'The chunks that a caller reads make up exactly the bytes that the runtime sent.',
    grade: 'documented',
    source: ['docs: configuration-response-streaming'],
    proofs: [
      responseBody('what is filled in is read, in parts as they came'),
      streamedMemory(
        'a response of 20 MB comes with constant memory, its first byte before the rest is produced',
      ),
    ],
  },
  {
    id: 'streaming.constant-memory',
    statement: 'A response of 20 MB is passed on without being held: the memory stays as it is.',
    grade: 'documented',
    source: ['docs: configuration-response-streaming'],
    proofs: [
      streamedMemory(
        'a response of 20 MB comes with constant memory, its first byte before the rest is produced',
      ),
    ],
  },
  {
    id: 'streaming.back-pressure',
    statement: 'A caller that does not read holds up the runtime, not the memory.',
    grade: 'chosen',
    source: ['docs: configuration-response-streaming'],
    note: 'the documentation tells of a bandwidth only; without it a slow caller would cost memory without a bound',
    proofs: [
      responseStreaming('a caller who does not read holds the runtime up'),
      responseEndings(
        'a caller who does not read holds the runtime up until the function’s time is over',
      ),
      responseStreaming('who stops reading does not hold the runtime up'),
      invokeWithResponseStream('who does not read is not sent more'),
    ],
  },
  {
    id: 'streaming.buffered-caller',
    statement:
      'A caller that asked for no stream gets a streamed response whole, under the limit of a buffered one.',
    grade: 'core',
    source: ['core: rapidcore/server.go:305-347'],
    proofs: [
      ...cases('response-chunked-request', 'response-mode-streaming'),
      responseEndings('whole, an answer has its limit however it is sent'),
    ],
  },
  {
    id: 'streaming.prelude',
    statement:
      'The prelude of `application/vnd.awslambda.http-integration-response` is passed on as it is, with its content type.',
    grade: 'documented',
    source: ['docs: runtimes-custom', 'core: rapi/handler/invocationresponse.go:46-49'],
    proofs: [
      simulated('a prelude of HTTP goes through untouched'),
      bothRuntimes('status and headers of HTTP come first, untouched'),
    ],
  },
  {
    id: 'streaming.undeclared',
    statement:
      'A response is passed on as it comes whether the runtime says that it streams or not.',
    grade: 'chosen',
    source: ['docs: configuration-response-streaming'],
    note: 'a caller that asked for a stream gets what is there; what the runtime says only tells its content',
    proofs: [
      simulated('a runtime that does not say that it streams is taken as it comes, too'),
      responseStreaming('a runtime that does not say so is streamed all the same'),
    ],
  },
  {
    id: 'streaming.let-go',
    statement: 'A caller that lets go of a response does not hold up the runtime.',
    grade: 'chosen',
    source: ['docs: configuration-response-streaming'],
    note: 'the runtime cannot know of its caller',
    proofs: [
      simulated('a caller who lets go of the body does not hold the runtime up'),
      responseBody('who stops reading holds nobody up'),
    ],
  },
  {
    id: 'streaming.nodejs',
    statement:
      'The bootstrap for Node.js streams what a handler of `awslambda.streamifyResponse` writes.',
    grade: 'documented',
    source: ['docs: config-rs-write-functions'],
    proofs: [
      streams('what a handler writes is the response, again and again'),
      streams('the response of %s is %j'),
      streams('a response of 20 MB arrives whole'),
      bothRuntimes('the first part arrives before the last one is written'),
    ],
  },
  {
    id: 'streaming.times',
    statement:
      'Telemetry tells when a response began, how long it lasted and how many bytes it had.',
    grade: 'captured',
    source: ['capture: production, July 2024', 'core: telemetry/events_api.go:14-76'],
    proofs: [
      simulated('telemetry tells when the response began, how long it lasted, and how much it was'),
    ],
  },
  {
    id: 'streaming.api',
    statement:
      '`POST /2021-11-15/functions/{name}/response-streaming-invocations` answers with an event stream of `PayloadChunk` and one `InvokeComplete`, as the AWS SDKs read it.',
    grade: 'documented',
    source: ['docs: API_InvokeWithResponseStream'],
    proofs: [
      invokeWithResponseStream('the SDK has a part before the next one is produced'),
      invokeWithResponseStream('what a function throws midway is told when it is over'),
      invokeWithResponseStream('each version has its own path'),
    ],
  },
]
