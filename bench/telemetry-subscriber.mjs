// A subscriber in a process of its own. `counts`: takes everything, and parses nothing more than counting takes.
// `measures`: says how old the events are that it gets, on seven ports. Else it does what it is called.
import { createServer } from 'node:http'
import { performance } from 'node:perf_hooks'

const [behaviour] = process.argv.slice(2)
const functionEvent = Buffer.from('"type":"function"')
let events = 0
let delays = []

function count(body) {
  for (let at = body.indexOf(functionEvent); at >= 0; events += 1) {
    at = body.indexOf(functionEvent, at + functionEvent.length)
  }
}

function measure(body) {
  const now = performance.timeOrigin + performance.now()
  for (const { time } of JSON.parse(body.toString())) delays.push(now - Date.parse(time))
}

const server = () =>
  createServer({ keepAliveTimeout: 0 }, (request, response) => {
    if (behaviour === 'never answers') return void request.resume()
    if (behaviour === 'never reads') return void request.socket.pause()
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      if (behaviour === 'measures') measure(body)
      else count(body)
      response.end()
    })
  })

process.on('message', () => {
  process.send({ events, delays })
  delays = []
})
process.on('disconnect', () => process.exit())

const servers = Array.from({ length: behaviour === 'measures' ? 7 : 1 }, server)
const ports = servers.map(
  (one) => new Promise((resolve) => one.listen(0, '127.0.0.1', () => resolve(one.address().port))),
)
process.send({ ports: await Promise.all(ports) })
