import { expect, test } from '@jest/globals'
import { Resources } from '@sim/core'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { RelayClient } from '../src/relay-client.ts'

const program = readFileSync(join(import.meta.dirname, '../relay/relay.cjs'), 'utf8')
const secret = 'open-sesame'

/** A server for as long as a test lasts. */
async function serve(resources: Resources, answer: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined)
    resources.defer(() => socket.destroy())
    answer(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  resources.defer(() => server.close())
  return (server.address() as AddressInfo).port
}

/** A port at which nobody listens any more. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The relay's program as a process of this machine: what is inside and what is outside are both here. */
async function startRelay(resources: Resources) {
  const child: ChildProcess = spawn(execPath, ['-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { SIM_RELAY_SECRET: secret, SIM_RELAY_API_PORT: '0', SIM_RELAY_DOOR_PORT: '0' },
  })
  resources.defer(() => child.kill('SIGKILL'))
  const [ready] = (await once(createInterface(child.stdout!), 'line')) as [string]
  const [api, door] = ready.split(' ').slice(1).map(Number) as [number, number]
  const client = resources.use(new RelayClient({ host: '127.0.0.1', port: door, secret }))
  const dial = (port: number): Socket => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => undefined)
    resources.defer(() => socket.destroy())
    return socket
  }
  return { child, client, api, door, dial }
}

const echo = (socket: Socket) => void socket.pipe(socket)

test('whoever connects inside talks to what is served outside, as many as there are at once', async () => {
  await using resources = new Resources()
  const { client, api, dial } = await startRelay(resources)
  client.serve(`127.0.0.1:${await serve(resources, echo)}`)

  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      text(dial(api).end(`${index} ${'x'.repeat(100_000)}`)),
    ),
  )

  expect(answers.map((answer) => [answer.length, Number.parseInt(answer, 10)])).toEqual(
    answers.map((_, index) => [100_001 + String(index).length, index]),
  )
})

test('whoever connects before anything is served waits for it', async () => {
  await using resources = new Resources()
  const { client, api, dial } = await startRelay(resources)
  const early = text(dial(api).end('early'))

  client.serve(`127.0.0.1:${await serve(resources, echo)}`)

  expect(await early).toBe('early')
})

test('what comes from inside is noticed, the end of a connection too', async () => {
  await using resources = new Resources()
  const { client, api, dial } = await startRelay(resources)
  let noticed = 0
  const port = await serve(resources, (socket) => void socket.resume().end())
  const traffic = Promise.withResolvers<void>()
  client.serve(`127.0.0.1:${port}`, () => {
    noticed += 1
    if (noticed === 2) traffic.resolve()
  })

  await text(dial(api).end('once'))
  await traffic.promise

  expect(noticed).toBe(2)
})

test('who hangs up inside is heard outside', async () => {
  await using resources = new Resources()
  const { client, api, dial } = await startRelay(resources)
  const accepted = Promise.withResolvers<Socket>()
  client.serve(`127.0.0.1:${await serve(resources, accepted.resolve)}`)
  const inside = dial(api)
  inside.write('hello')
  const outside = await accepted.promise
  const heard = Promise.race([once(outside.resume(), 'end'), once(outside, 'close')])

  inside.resetAndDestroy()

  await heard
  expect(outside.readableEnded || outside.destroyed).toBe(true)
})

test('who hangs up outside is heard inside', async () => {
  await using resources = new Resources()
  const { client, api, dial } = await startRelay(resources)
  const port = await serve(resources, (socket) => void socket.once('data', () => socket.destroy()))
  client.serve(`127.0.0.1:${port}`)
  const inside = dial(api)

  inside.write('hello')

  expect(await text(inside).catch(() => '')).toBe('')
})

test('what is outside reaches any port on the loopback address inside', async () => {
  await using resources = new Resources()
  const { client } = await startRelay(resources)
  const port = await serve(resources, (socket) => {
    // Speaks first, so that its words come together with the relay's.
    socket.write('welcome ')
    echo(socket)
  })

  const socket = await client.connect(port)
  socket.end('friend')

  expect(await text(socket)).toBe('welcome friend')
})

test('a port at which nobody listens inside is told by the words of the kernel', async () => {
  await using resources = new Resources()
  const { client } = await startRelay(resources)
  const port = await freePort()

  const connection = client.connect(port)

  await expect(connection).rejects.toMatchObject({
    code: 'ERR_SANDBOX_CONNECTION',
    message: `cannot connect to port ${port} inside the sandbox: ECONNREFUSED`,
  })
})

test('a relay that is gone is told by the words of the kernel', async () => {
  await using resources = new Resources()
  const { child, client, door } = await startRelay(resources)
  child.kill('SIGKILL')
  await once(child, 'exit')

  const connection = client.connect(1)

  await expect(connection).rejects.toMatchObject({
    code: 'ERR_SANDBOX_CONNECTION',
    message: `cannot connect to port 1 inside the sandbox: connect ECONNREFUSED 127.0.0.1:${door}`,
  })
})

test.each(['', 'wrong', `${secret}x`])('with the secret %j nobody is let in', async (wrong) => {
  await using resources = new Resources()
  const { door, dial } = await startRelay(resources)
  const port = await serve(resources, (socket) => void socket.end('secrets'))

  const intruder = dial(door)
  intruder.write(`${wrong} ${port}\n`)

  expect(await text(intruder).catch((error: Error) => error.message)).not.toContain('secrets')
})

test('a relay ends with its input', async () => {
  await using resources = new Resources()
  const { child } = await startRelay(resources)

  child.stdin!.end()

  expect(await once(child, 'exit')).toEqual([0, null])
})
