import { expect, test } from '@jest/globals'
import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { PacedStream } from '../../src/os/paced-stream.ts'
import { runFixture } from './run-fixture.ts'

const portion = Buffer.alloc(65_536)

/** Reads what is written to `stream`; `read` counts its bytes. */
function reading() {
  const stream = new PassThrough({ highWaterMark: 10 * portion.length })
  const read = { bytes: 0, isOver: false }
  const paced = new PacedStream(stream, {
    push: (chunk) => (read.bytes += chunk.length),
    end: () => (read.isOver = true),
  })
  return { stream, paced, read }
}

test('who writes a lot is read in portions, over several turns', async () => {
  const { stream, read } = reading()
  for (let n = 0; n < 5; n += 1) stream.write(portion)

  const perTurn: number[] = []
  for (let before = 0; before < 5 * portion.length; before = read.bytes) {
    await setImmediate()
    perTurn.push(read.bytes - before)
  }

  expect(Math.max(...perTurn)).toBeLessThanOrEqual(2 * portion.length)
})

test('what was written before is waited for, and only where there may be more', async () => {
  const { stream, paced, read } = reading()
  expect(paced.caughtUp()).toBeUndefined()
  for (let n = 0; n < 3; n += 1) stream.write(portion)
  stream.write('the end')
  await setImmediate()

  await paced.caughtUp()

  expect(read.bytes).toBe(3 * portion.length + 7)
  expect(paced.caughtUp()).toBeUndefined()
})

test('who writes on and on is not waited for', async () => {
  const { stream, paced, read } = reading()
  const writeOn = () => stream.write(portion)
  stream.on('data', writeOn)
  writeOn()
  await setImmediate()

  await paced.caughtUp()

  expect(read.bytes).toBeGreaterThanOrEqual(1_048_576)
  stream.destroy()
})

test('a stream that is let go keeps nobody waiting', async () => {
  const { stream, paced, read } = reading()
  for (let n = 0; n < 5; n += 1) stream.write(portion)
  await setImmediate()
  const caughtUp = paced.caughtUp()

  paced.destroy()
  await Promise.all([caughtUp, paced.closed])

  expect(read.isOver).toBe(true)
})

test('nothing is held back once the writer is gone', async () => {
  const { stream, paced, read } = reading()
  for (let n = 0; n < 5; n += 1) stream.write(portion)
  stream.end()
  await setImmediate()

  paced.unpace()
  await paced.closed

  expect(read).toEqual({ bytes: 5 * portion.length, isOver: true })
})

test('a child that writes without a pause leaves its host time for others', async () => {
  let inThisTurn = 0
  let most = 0
  await using child = await runFixture('writes-fifty-megabytes', [], {
    onOutput: ({ text }) => (inThisTurn += text.length + 1),
  })

  while (child.process.state === 'running') {
    most = Math.max(most, inThisTurn)
    inThisTurn = 0
    await setImmediate()
  }
  await child.process.exited

  // One portion is read, and one may have been read ahead.
  expect(most).toBeLessThanOrEqual(3 * portion.length)
})
