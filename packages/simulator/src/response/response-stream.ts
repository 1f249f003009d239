import {
  ResponseBody,
  ResponseStreamError,
  type ResponseHead,
  type ResponseSink,
} from '@sim/runtime-api'
import type { Readable } from 'node:stream'
import { Bandwidth } from './bandwidth.ts'
import type { InvocationResult } from '../invocation/invocation-result.ts'
import type { Settings } from '../options.ts'
import type { PlatformTime } from '../platform-time.ts'

/** A response for a caller who takes it as it comes. */
export interface StreamedResponse extends ResponseHead {
  /**
   * The bytes, as the runtime sends them and no faster than they are read: who does not read them holds the runtime up, until
   * the function's time is over. Destroy it to let the rest go.
   *
   * It ends if the response was complete. If not, reading it fails after the last byte that came, with `ERR_RESPONSE_STREAM`
   * and the error's `errorType`: the function failed, the upload broke off, it was too large, the runtime was reset.
   */
  readonly body: Readable
}

/** A response on its way from the runtime to its caller. */
export class ResponseStream implements StreamedResponse, ResponseSink {
  readonly contentType: string | undefined
  readonly responseMode: 'buffered' | 'streaming'
  readonly body = new ResponseBody()
  readonly maxBytes: number
  /** When the runtime began to respond, in the clock's monotonic milliseconds. */
  readonly startedAt: number
  readonly #onFirstByte: () => void
  readonly #bandwidth: Bandwidth | undefined
  #bytes = 0

  /** `onFirstByte` is called when the first byte has come. */
  constructor(
    { maxStreamedBytes, responseBandwidth }: Settings,
    time: PlatformTime,
    { contentType, responseMode }: ResponseHead,
    onFirstByte: () => void,
  ) {
    this.contentType = contentType
    this.responseMode = responseMode
    this.maxBytes = maxStreamedBytes
    this.startedAt = time.clock.monotonic()
    this.#onFirstByte = onFirstByte
    if (responseBandwidth !== undefined) this.#bandwidth = new Bandwidth(time, responseBandwidth)
  }

  /** How many bytes have come. */
  get bytes(): number {
    return this.#bytes
  }

  async write(part: Buffer): Promise<void> {
    if (this.#bytes === 0) this.#onFirstByte()
    this.#bytes += part.length
    if (this.#bandwidth === undefined) return this.body.fill(part)
    for (let rest = part; rest.length > 0;) {
      const allowed = await this.#bandwidth.take(rest.length)
      await this.body.fill(rest.subarray(0, allowed))
      rest = rest.subarray(allowed)
    }
  }

  /** Its caller has the rest with this. */
  finish({ status, errorType = '', payload }: InvocationResult): void {
    const isComplete = status === 'success'
    this.body.finish(
      isComplete ? undefined : new ResponseStreamError(errorType, payload, this.#bytes),
    )
    this.#bandwidth?.[Symbol.dispose]()
  }
}

/** An answer that came whole, or the lack of one, for a caller who takes it as a stream. */
export function wholeResponse(result: InvocationResult): StreamedResponse {
  const { contentType, payload, status, errorType = '' } = result
  const body = new ResponseBody()
  if (status === 'success') void body.fill(payload).then(() => body.finish())
  else body.finish(new ResponseStreamError(errorType, payload, 0))
  return { contentType, responseMode: 'buffered', body }
}
