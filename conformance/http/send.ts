import { request, type ClientRequest, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** One HTTP request, as it goes over the wire: nothing is added but its framing. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Left out: no body, of which POST and PUT tell with `Content-Length: 0`. */
  readonly body?: Buffer | string | undefined
  /** Sent instead of `body`, one after the other. */
  readonly chunks?: readonly string[] | undefined
  /** Announced before the chunks, sent after them. */
  readonly trailers?: Readonly<Record<string, string>> | undefined
  /** After the chunks: hang up instead of ending the body. */
  readonly breaksOff?: boolean | undefined
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A request on its way. Disposing of it hangs up. */
export interface Exchange extends Disposable {
  /** The answer; `undefined` if the connection ends without one. Never rejects. */
  readonly answer: Promise<HttpAnswer | undefined>
}

/** Sends a request to `host:port`, on a connection of its own. */
export function send(address: string, given: HttpRequest): Exchange {
  const { hostname: host, port } = new URL(`http://${address}`)
  const { method, path } = given
  const headers = { ...given.headers, ...framing(given) }
  const outgoing = request({ host, port, agent: false, method, path, headers })
  const answer = Promise.withResolvers<HttpAnswer | undefined>()
  outgoing.on('error', () => answer.resolve(undefined))
  outgoing.on('response', async (response) => {
    try {
      const body = await buffer(response)
      answer.resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
    } catch {
      answer.resolve(undefined)
    }
  })
  write(outgoing, given)
  return { answer: answer.promise, [Symbol.dispose]: () => void outgoing.destroy() }
}

function framing({ method, body, chunks, trailers }: HttpRequest): Record<string, string> {
  if (chunks !== undefined) {
    const names = Object.keys(trailers ?? {}).join(', ')
    return { 'Transfer-Encoding': 'chunked', ...(names === '' ? {} : { Trailer: names }) }
  }
  if (body === undefined && method !== 'POST' && method !== 'PUT') return {}
  return { 'Content-Length': String(Buffer.byteLength(body ?? '')) }
}

function write(outgoing: ClientRequest, given: HttpRequest): void {
  const { body, chunks = [], trailers, breaksOff } = given
  for (const chunk of chunks) outgoing.write(chunk)
  if (trailers !== undefined) outgoing.addTrailers(trailers)
  if (breaksOff === true) outgoing.write('', () => outgoing.destroy())
  else outgoing.end(body)
}
