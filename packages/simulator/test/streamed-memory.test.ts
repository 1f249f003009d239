import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { memoryUsage } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { MeetingPoint } from './meeting-point.ts'
import { runtime } from './programs.ts'

const megabyte = 1024 * 1024

/** What the process holds after a collection, in bytes; buffers are external. */
function held(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = memoryUsage()
  return heapUsed + external
}

test('a response of 20 MB comes with constant memory, its first byte before the rest is produced', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('streams'), timeoutMs: 60_000 })
  await using gate = await MeetingPoint.start()
  const { invocation, body } = await simulator.invokeWithResponseStream({
    steps: [
      ['write', 'x'],
      ['meet', gate.url],
      ['fill', 20 * megabyte - 1],
    ],
  })
  const parts = body[Symbol.asyncIterator]()
  const first: unknown = (await parts.next()).value
  await gate.arrived
  const before = held()
  let most = 0
  let bytes = (first as Buffer).length

  gate.open()
  for await (const part of parts) {
    const { length } = part as Buffer
    if (Math.floor((bytes + length) / megabyte) > Math.floor(bytes / megabyte)) {
      most = Math.max(most, held() - before)
    }
    bytes += length
  }

  expect(first).toEqual(Buffer.from('x'))
  expect(bytes).toBe(20 * megabyte)
  expect(await invocation.completed()).toMatchObject({ status: 'success' })
  expect(most).toBeLessThan(4 * megabyte)
})
