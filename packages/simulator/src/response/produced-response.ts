import type { InvocationAnswer } from '@sim/runtime-api'
import type { ResponseStream } from './response-stream.ts'

/** A response of the runtime, as far as it came. Times are monotonic milliseconds of the clock. */
export interface ProducedResponse {
  readonly startedAt: number
  /** `undefined` if it was cut short. */
  readonly finishedAt: number | undefined
  readonly bytes: number
}

/** What the runtime produced of a response; `undefined` if it never responded, but reported an error or nothing. */
export function producedResponse(
  answer: InvocationAnswer | undefined,
  stream: ResponseStream | undefined,
): ProducedResponse | undefined {
  if (answer === undefined) {
    return stream && { startedAt: stream.startedAt, finishedAt: undefined, bytes: stream.bytes }
  }
  const { startedAt, finishedAt, responseBytes, kind, body } = answer
  const bytes = responseBytes ?? (kind === 'response' ? body.length : undefined)
  return bytes === undefined ? undefined : { startedAt, finishedAt, bytes }
}
