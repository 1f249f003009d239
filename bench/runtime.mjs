// The same runtime for every measured server: one keep-alive connection, written straight to the socket, so
// that as little as possible of what is measured is the client.
import { connect } from 'node:net'

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':')
const answer = Buffer.alloc(Number(process.env.ANSWER_BYTES ?? 64), 'a')
const socket = connect(Number(port), host).setNoDelay(true)
const next = `GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`

let pending = Buffer.alloc(0)
socket.on('connect', () => socket.write(next))
socket.on('data', (chunk) => {
  pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
  for (let message = take(); message !== undefined; message = take()) react(message)
})
socket.on('close', () => process.exit(0))

function react(head) {
  const id = /lambda-runtime-aws-request-id: (.*)\r\n/i.exec(head)?.[1]
  if (id === undefined) return socket.write(next)
  socket.write(
    `POST /2018-06-01/runtime/invocation/${id}/response HTTP/1.1\r\nHost: ${host}:${port}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${answer.length}\r\n\r\n`,
  )
  socket.write(answer)
}

/** The head of the next whole message, which is then done with. */
function take() {
  const end = pending.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = pending.toString('latin1', 0, end + 2)
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
  if (pending.length < end + 4 + length) return undefined
  pending = pending.subarray(end + 4 + length)
  return head
}
