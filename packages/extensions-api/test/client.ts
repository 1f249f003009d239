import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Calls the Extensions API below `/2020-01-01/extension/`. */
export async function call(
  url: string,
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  const response = await fetch(`${url}/2020-01-01/extension/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The body of a refusal, byte for byte. */
export const refusalText = (errorType: string, errorMessage: string) =>
  `${JSON.stringify({ errorMessage, errorType })}\n`

/** A socket that has sent these lines, joined as HTTP wants it. */
export async function send(port: number, ...lines: readonly string[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  // What it does when the server hangs up is for the test to see, not to fail on.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(lines.join('\r\n'))
  return socket
}

/** All that a socket receives until the server closes it. */
export async function received(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}
