import { ResponseBody, type ResponseHead } from '@sim/runtime-api'
import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { invocation, type Served } from './serve.ts'

interface Answer {
  readonly status: number
  readonly text: string
}

/** A response that a runtime sends part by part. */
export class Upload implements Disposable {
  readonly call: ClientRequest
  readonly #answer: Promise<Answer | undefined>

  /** `url`: of `…/response`. */
  constructor(url: string, headers: Record<string, string> = {}) {
    this.call = request(url, {
      method: 'POST',
      headers: { 'Transfer-Encoding': 'chunked', ...headers },
    })
    this.call.on('error', () => undefined)
    this.#answer = answerOf(this.call)
    this.call.flushHeaders()
  }

  /** What the platform said; `undefined` if the connection was closed before. */
  get answer(): Promise<Answer | undefined> {
    return this.#answer
  }

  write(part: string | Buffer): void {
    this.call.write(part)
  }

  async end(trailers: Record<string, string> = {}): Promise<void> {
    this.call.addTrailers(trailers)
    this.call.end()
    await once(this.call, 'finish')
  }

  [Symbol.dispose](): void {
    this.call.destroy()
  }
}

async function answerOf(call: ClientRequest): Promise<Answer | undefined> {
  const closed = new AbortController()
  call.once('close', () => closed.abort())
  try {
    const [response] = (await once(call, 'response', closed)) as [IncomingMessage]
    return { status: response.statusCode ?? 0, text: await text(response) }
  } catch {
    return undefined
  }
}

/** The mode that runtimes ask for. */
export const streaming = { 'Lambda-Runtime-Function-Response-Mode': 'streaming' }

/** An invocation that the runtime has taken, whose caller takes the response as it comes. */
export async function streamed(api: Served, maxBytes = Infinity) {
  const given = invocation()
  const body = new ResponseBody()
  const heads: ResponseHead[] = []
  const { answered, done } = api.session.deliver(given, (head) => {
    heads.push(head)
    return { maxBytes, write: (part) => body.fill(part) }
  })
  void answered.then(
    () => body.finish(),
    (reason: Error) => body.finish(reason),
  )
  await api.call('GET', 'invocation/next')
  const url = `${api.server.url}/2018-06-01/runtime/invocation/${given.requestId}/response`
  const upload = (headers: Record<string, string> = streaming) => new Upload(url, headers)
  return { answered, done, body, heads, upload }
}
