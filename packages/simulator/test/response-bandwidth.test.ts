import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { buffer } from 'node:stream/consumers'
import { parseOptions } from '../src/options.ts'
import { PlatformTime } from '../src/platform-time.ts'
import { ResponseStream } from '../src/response/response-stream.ts'
import { readUntilFailure, script, start } from './streaming.ts'

test('a response keeps to its bandwidth', async () => {
  await using simulator = await start({
    time: 'manual',
    responseBandwidth: { rate: 32_768, burst: 65_536 },
  })

  const { invocation, body } = await simulator.invokeWithResponseStream(script(['fill', 70_000]))
  const parts = body[Symbol.asyncIterator]()
  const read = async (bytes: number) => {
    let length = 0
    while (length < bytes) length += ((await parts.next()).value as Buffer).length
    return length
  }
  const burst = await read(65_536)
  // One eighth of the rate.
  simulator.advance(125)
  const refilled = await read(4_096)
  simulator.advance(1_000)
  const rest = await buffer(body)

  expect([burst, refilled, rest.length]).toEqual([65_536, 4_096, 70_000 - 65_536 - 4_096])
  expect(await invocation.completed()).toMatchObject({ status: 'success' })
})

test('a response that nobody asked to be slow needs no time', async () => {
  await using simulator = await start({ time: 'manual' })

  const { body } = await simulator.invokeWithResponseStream(script(['fill', 10_000_000]))

  expect(await buffer(body)).toHaveLength(10_000_000)
})

test('a time-out ends the wait for bandwidth', async () => {
  await using simulator = await start({
    timeoutMs: 1_000,
    responseBandwidth: { rate: 32_768, burst: 32_768 },
  })

  const { invocation, body } = await simulator.invokeWithResponseStream(
    script(['fill', 10_000_000]),
  )
  const { read, failure } = await readUntilFailure(body)
  await invocation.done()

  expect(failure).toMatchObject({ errorType: 'Sandbox.Timedout' })
  expect(read.length).toBeGreaterThanOrEqual(32_768)
  expect(read.length).toBeLessThan(131_072)
})

test.each([
  [{ rate: 32_767 }, 'rate'],
  [{ burst: 64 * 1024 * 1024 + 1 }, 'burst'],
])('a bandwidth of %j is out of bounds', async (responseBandwidth, name) => {
  const started = Simulator.start({ responseBandwidth })

  await expect(started).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: expect.stringContaining(`responseBandwidth.${name}`),
  })
})

test('a response that is over waits for no bandwidth any more', async () => {
  const settings = parseOptions({ responseBandwidth: { burst: 32_768 } })
  const head = { contentType: undefined, responseMode: 'streaming' } as const
  const stream = new ResponseStream(settings, new PlatformTime('manual'), head, () => undefined)
  stream.body.resume()
  const written = stream.write(Buffer.alloc(100_000))

  stream.finish({
    requestId: 'id',
    status: 'success',
    payload: Buffer.alloc(0),
    contentType: undefined,
    functionError: undefined,
    errorType: undefined,
  })

  await expect(written).resolves.toBeUndefined()
})
