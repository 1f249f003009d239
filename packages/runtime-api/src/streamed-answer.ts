import type { Readable } from 'node:stream'
import type { InvocationAnswer } from './invocation.ts'
import { maxStreamedBytes } from './refusals.ts'
import { ResponseBody } from './response-body.ts'
import { ResponseStreamError } from './response-stream-error.ts'
import type { ResponseHead, ResponseSink } from './service.ts'

/** An answer that comes while the runtime produces it. */
export interface StreamedAnswer extends ResponseHead {
  /**
   * The bytes, no faster than they are read. It fails after the last byte that came, with `ERR_RESPONSE_STREAM` or with what
   * ended the runtime, unless the response was complete.
   */
  readonly body: Readable
  /** How it ended. Rejects as `RuntimeService.invoke` does. */
  readonly answered: Promise<InvocationAnswer>
}

const quiet = () => undefined

/** Takes one response as it comes, for a service that is ready to use. */
export class AnswerStream implements ResponseSink {
  readonly maxBytes = maxStreamedBytes
  readonly #body = new ResponseBody()
  readonly #head = Promise.withResolvers<ResponseHead>()
  #bytes = 0

  /** The response begins. */
  begin(head: ResponseHead): ResponseSink {
    this.#head.resolve(head)
    return this
  }

  write(part: Buffer): Promise<void> {
    this.#bytes += part.length
    return this.#body.fill(part)
  }

  /** Resolves when the response begins, or when the runtime reported an error instead. */
  async of(answered: Promise<InvocationAnswer>): Promise<StreamedAnswer> {
    const ended = answered.then(
      (answer) => this.#end(answer),
      (error: Error) => {
        this.#body.finish(error)
        throw error
      },
    )
    ended.catch(quiet)
    const head = await Promise.race([this.#head.promise, ended.then(headOf)])
    return { ...head, body: this.#body, answered: ended }
  }

  #end(answer: InvocationAnswer): InvocationAnswer {
    const failure =
      answer.kind === 'error'
        ? new ResponseStreamError(answer.errorType, answer.body, this.#bytes)
        : undefined
    this.#body.finish(failure)
    return answer
  }
}

function headOf({ contentType }: InvocationAnswer): ResponseHead {
  return { contentType, responseMode: 'buffered' }
}
