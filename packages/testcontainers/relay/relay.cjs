// Runs inside the container that owns the network of a function. It is handed to `node -e` as text, so that
// any image with Node can run it.
//
// It lets the host reach in without being reachable itself: whoever calls the Runtime API inside is paired
// with a connection that the host opened beforehand. Every connection to the door begins with a line:
//
//   SECRET api     waits until someone inside connects to the Runtime API; then gets one byte, and the bytes
//   SECRET PORT    is connected to this port on the loopback address inside; gets `+` and the bytes, or
//                  `-` and the name of the error
//
// It says `ready` and the numbers of both ports, and ends with its standard input.
'use strict'
const { Buffer } = require('node:buffer')
const { timingSafeEqual } = require('node:crypto')
const { connect, createServer } = require('node:net')
const process = require('node:process')

const secret = Buffer.from(process.env['SIM_RELAY_SECRET'] ?? '')
const apiPort = Number(process.env['SIM_RELAY_API_PORT'])
const doorPort = Number(process.env['SIM_RELAY_DOOR_PORT'])
const halfOpen = { allowHalfOpen: true, noDelay: true }

/** Connections of the host that nobody inside has taken yet. */
const idle = new Set()
/** Connections from inside that wait for one of the host. */
const waiting = new Set()

const api = createServer(halfOpen, (inside) => {
  const [outside] = idle
  if (outside !== undefined) return pair(outside, inside)
  waiting.add(inside)
  forgetWhenClosed(inside, waiting)
})

const door = createServer(halfOpen, (outside) => {
  outside.on('error', () => outside.destroy())
  firstLine(outside, (line) => {
    const space = line.indexOf(' ')
    const wish = line.subarray(space + 1).toString('latin1')
    if (!isSecret(line.subarray(0, space))) outside.destroy()
    else if (wish === 'api') offer(outside)
    else reach(outside, Number(wish))
  })
})

api.listen(apiPort, '127.0.0.1', () =>
  door.listen(doorPort, () => {
    process.stdout.write(`ready ${api.address().port} ${door.address().port}\n`)
  }),
)
process.stdin.on('end', () => process.exit()).on('error', () => process.exit())
process.stdin.resume()

function offer(outside) {
  const [inside] = waiting
  if (inside !== undefined) return pair(outside, inside)
  idle.add(outside)
  // It has nothing to say until it is taken, but its end must be noticed.
  outside.resume()
  outside.once('end', () => idle.delete(outside) && outside.destroy())
  forgetWhenClosed(outside, idle)
}

function pair(outside, inside) {
  idle.delete(outside)
  waiting.delete(inside)
  outside.write('\x01')
  join(outside, inside)
}

function reach(outside, port) {
  const inside = connect({ port, host: '127.0.0.1', ...halfOpen })
  outside.once('close', () => inside.destroy())
  inside.once('error', (error) => outside.end(`-${error.code}`))
  inside.once('connect', () => {
    inside.removeAllListeners('error')
    outside.write('+')
    join(outside, inside)
  })
}

/** Each hears what the other says, its end included; what breaks one breaks both. */
function join(one, other) {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ]) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => from.readableEnded || to.destroy())
  }
}

function firstLine(socket, take) {
  let received = Buffer.alloc(0)
  const onData = (chunk) => {
    received = Buffer.concat([received, chunk])
    const end = received.indexOf(10)
    if (end === -1 && received.length > 256) return socket.destroy()
    if (end === -1) return
    socket.off('data', onData).pause()
    if (end + 1 < received.length) socket.unshift(received.subarray(end + 1))
    take(received.subarray(0, end))
  }
  socket.on('data', onData)
}

function isSecret(given) {
  return given.length === secret.length && timingSafeEqual(given, secret)
}

function forgetWhenClosed(socket, set) {
  socket.on('error', () => socket.destroy())
  socket.once('close', () => set.delete(socket))
}
