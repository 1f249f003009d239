import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const apiRetries = testsOf('packages/invoke-api/test/event-retries.test.ts')
const eventRetries = testsOf('packages/simulator/test/outcomes/event-retries.test.ts')
const endpoint = testsOf('packages/simulator/test/endpoint.test.ts')
const calls = testsOf('packages/invoke-api/test/invoke.test.ts')
const apiRefusals = testsOf('packages/invoke-api/test/refusals.test.ts')
const sdk = testsOf('packages/invoke-api/test/aws-sdk.test.ts')

/** The Invoke API, as the AWS SDKs call it. */
export const api: readonly Requirement[] = [
  {
    id: 'invoke.api.request-response',
    statement:
      '`POST /2015-03-31/functions/{name}/invocations` is 200 with the bytes of the answer, the request id and `X-Amz-Executed-Version`.',
    grade: 'documented',
    source: ['docs: API_Invoke'],
    proofs: [
      ...cases('response-reaches-invoker'),
      calls('a call is answered with the bytes, the request id and the version'),
      sdk('the SDK understands an answer'),
    ],
  },
  {
    id: 'invoke.api.function-error',
    statement:
      'A function that fails is 200 with `X-Amz-Function-Error: Unhandled` and the error as body.',
    grade: 'documented',
    source: ['docs: API_Invoke', 'docs: invocation-retries'],
    proofs: [
      calls('a function error is told by a header, not by the status'),
      endpoint('a crash is a function error'),
    ],
  },
  {
    id: 'invoke.api.log-tail',
    statement: '`X-Amz-Log-Type: Tail` brings the last 4 KB of the log, in base64.',
    grade: 'documented',
    source: ['docs: API_Invoke'],
    proofs: [
      calls('whoever asks for the log gets its last 4 KB'),
      endpoint('the log tail is what CloudWatch shows, and comes when the invoke phase is over'),
    ],
  },
  {
    id: 'invoke.api.event',
    statement: '`X-Amz-Invocation-Type: Event` is 202 before the work is done.',
    grade: 'documented',
    source: ['docs: API_Invoke'],
    proofs: [
      calls('an event is taken, and its caller goes on'),
      endpoint('an event is queued; the answer comes before the work'),
    ],
  },
  {
    id: 'invoke.api.event-retried',
    statement:
      'An event whose function fails is tried again after one minute and after two, under its id, and then given up.',
    grade: 'documented',
    source: ['docs: invocation-async-error-handling'],
    proofs: [
      eventRetries(
        'an event that fails is tried again after one minute and after two, under its id, then given up',
      ),
      eventRetries('a crash is a failure that is tried again, in a fresh generation'),
      eventRetries('nothing is tried again after a shutdown'),
      apiRetries('by default an event is given up after six hours'),
    ],
  },
  {
    id: 'invoke.api.dry-run',
    statement: '`X-Amz-Invocation-Type: DryRun` is 204 and runs nothing.',
    grade: 'documented',
    source: ['docs: API_Invoke'],
    proofs: [calls('a dry run checks everything and runs nothing')],
  },
  {
    id: 'invoke.api.not-found',
    statement:
      'A function of another name is 404 `ResourceNotFoundException`, however it is referred to.',
    grade: 'documented',
    source: ['docs: API_Invoke'],
    proofs: [
      apiRefusals('a function that is not there is a ResourceNotFoundException'),
      endpoint('%s is not this function'),
      endpoint('%s is this function'),
    ],
  },
  {
    id: 'invoke.api.invalid-json',
    statement: 'An event that is no JSON is 400 `InvalidRequestContentException`.',
    grade: 'documented',
    source: ['docs: API_Invoke'],
    proofs: [apiRefusals('what is no JSON is refused: %j with %j')],
  },
]
