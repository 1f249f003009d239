import { expect, test } from '@jest/globals'
import { Bandwidth } from '../src/response/bandwidth.ts'
import { PlatformTime } from '../src/platform-time.ts'

const limits = { rate: 8_000, burst: 3_000 }

/** Whether it is settled after everything that was due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open')
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  return (await Promise.race([promise, Promise.resolve(open)])) !== open
}

test('a burst goes at once, then the bucket is filled eight times a second', async () => {
  const time = new PlatformTime('manual')
  using bandwidth = new Bandwidth(time, limits)

  const burst = await bandwidth.take(10_000)
  const next = bandwidth.take(10_000)
  time.advance(124)
  const early = await isSettled(next)
  time.advance(1)

  expect([burst, early, await next]).toEqual([3_000, false, 1_000])
})

test('what is not used is kept, up to a burst', async () => {
  const time = new PlatformTime('manual')
  using bandwidth = new Bandwidth(time, limits)
  await bandwidth.take(3_000)

  time.advance(250)
  const two = await bandwidth.take(1_500)
  time.advance(60_000)
  const most = await bandwidth.take(10_000)

  expect([two, most]).toEqual([1_500, 3_000])
})

test('a scaled time scales it', async () => {
  const time = new PlatformTime({ scale: 1_000 })
  using bandwidth = new Bandwidth(time, limits)
  await bandwidth.take(3_000)

  const next = bandwidth.take(1)

  expect(await isSettled(next)).toBe(false)
})

test('nobody waits any more once it is disposed of', async () => {
  const time = new PlatformTime('manual')
  const bandwidth = new Bandwidth(time, limits)
  await bandwidth.take(3_000)
  const next = bandwidth.take(500)

  bandwidth[Symbol.dispose]()

  expect(await next).toBe(500)
})
