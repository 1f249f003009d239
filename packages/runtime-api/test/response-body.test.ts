import { expect, test } from '@jest/globals'
import { ResponseBody } from '@sim/runtime-api'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { buffer, text } from 'node:stream/consumers'

/** Everything that a reader got, and what it ended with. */
async function readAll(body: ResponseBody) {
  const parts: string[] = []
  try {
    for await (const part of body) parts.push(String(part))
    return { parts, failure: undefined }
  } catch (failure) {
    return { parts, failure }
  }
}

test('what is filled in is read, in parts as they came', async () => {
  const body = new ResponseBody()
  const read = readAll(body)

  for (const part of ['one', '', 'two']) await body.fill(Buffer.from(part))
  body.finish()

  expect(await read).toEqual({ parts: ['one', 'two'], failure: undefined })
})

test('a part waits until the one before was read', async () => {
  const body = new ResponseBody()
  let isRead = false
  const filled = body.fill(Buffer.from('one')).then(() => (isRead = true))
  await Promise.resolve()

  const before = [isRead, body.readableLength]
  body.resume()
  await filled

  expect(before).toEqual([false, 3])
})

test.each([
  ['while someone waits for more', true],
  ['before anyone read', false],
])('a failure comes after the last byte: %s', async (_, isReading) => {
  const body = new ResponseBody()
  const failure = new Error('broken')
  const early = isReading ? readAll(body) : undefined
  const filled = body.fill(Buffer.from('all there is'))
  if (isReading) await filled

  body.finish(failure)
  const read = await (early ?? readAll(body))

  expect(read).toEqual({ parts: ['all there is'], failure })
})

test.each([
  ['data events', (body: ResponseBody) => once(body.resume(), 'close')],
  ['text()', (body: ResponseBody) => text(body)],
  ['pipeline()', (body: ResponseBody) => pipeline(body, (source) => buffer(source as never))],
  ['a decoder', (body: ResponseBody) => text(body.setEncoding('utf8'))],
])('a failure reaches who reads by %s', async (_, read) => {
  const body = new ResponseBody()
  const failure = new Error('broken')
  void body.fill(Buffer.from('part'))
  body.finish(failure)

  const reading = read(body)

  await expect(reading).rejects.toBe(failure)
})

test('read a byte at a time, every byte comes before the failure', async () => {
  const body = new ResponseBody()
  const failure = new Error('broken')
  void body.fill(Buffer.from('abc'))
  body.finish(failure)
  const failed = once(body, 'error')
  await once(body, 'readable')

  const bytes = [body.read(1), body.read(1), body.read(1)].map(String)
  body.read()

  expect(bytes).toEqual(['a', 'b', 'c'])
  expect(await failed).toEqual([failure])
})

test('what comes after the end is let go', async () => {
  const body = new ResponseBody()
  const read = readAll(body)

  body.finish()
  await body.fill(Buffer.from('late'))
  body.finish(new Error('late'))

  expect(await read).toEqual({ parts: [], failure: undefined })
})

test('a failure that nobody reads bothers nobody', async () => {
  const body = new ResponseBody()
  const filled = body.fill(Buffer.from('part'))

  body.finish(new Error('broken'))
  await filled

  expect([body.destroyed, body.readableLength]).toEqual([false, 4])
})

test('who stops reading holds nobody up', async () => {
  const body = new ResponseBody()
  const filled = body.fill(Buffer.from('part'))

  body.destroy()
  await filled
  await body.fill(Buffer.from('more'))
  body.finish(new Error('too late'))

  expect(body.errored).toBeNull()
})
