import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { invocation, serve } from './serve.ts'
import { streamed, streaming } from './streaming-runtime.ts'

const megabyte = 1024 * 1024

test('a part is read before the next one is produced', async () => {
  await using api = await serve()
  const { answered, body, heads, upload } = await streamed(api)
  const parts = body[Symbol.asyncIterator]()
  using response = upload({ ...streaming, 'Content-Type': 'text/event-stream' })

  response.write('first')
  const first = await parts.next()
  response.write('second')
  const second = await parts.next()
  await response.end()

  expect([first.value, second.value].map(String)).toEqual(['first', 'second'])
  expect(await parts.next()).toMatchObject({ done: true })
  expect(heads).toEqual([{ contentType: 'text/event-stream', responseMode: 'streaming' }])
  expect(await response.answer).toEqual({ status: 202, text: '{"status":"OK"}\n' })
  expect(await answered).toMatchObject({
    kind: 'response',
    body: Buffer.alloc(0),
    responseBytes: 11,
    responseMode: 'streaming',
  })
})

test('a runtime that does not say so is streamed all the same', async () => {
  await using api = await serve()
  const { body, heads, upload } = await streamed(api)
  const parts = body[Symbol.asyncIterator]()
  using response = upload({})

  response.write('first')

  expect(String((await parts.next()).value)).toBe('first')
  expect(heads).toEqual([{ contentType: undefined, responseMode: 'buffered' }])
})

test('a caller who does not read holds the runtime up', async () => {
  await using api = await serve()
  const { answered, body, upload } = await streamed(api)
  using response = upload()
  let sent = 0
  for (let count = 0; count < 64; count += 1) {
    response.call.write(Buffer.alloc(megabyte), () => (sent += 1))
  }
  await pollUntil(
    () => body.readableLength,
    (length) => length > 0,
    { what: 'a first part' },
  )

  for (let turn = 0; turn < 300; turn += 1) await fetch(`${api.server.url}/2018-06-01/ping`)
  const held = { megabytes: sent, kept: body.readableLength }
  body.resume()
  await response.end()

  // The kernel's buffers take some.
  expect(held.megabytes).toBeLessThan(32)
  expect(held.kept).toBeLessThan(megabyte)
  expect(await answered).toMatchObject({ kind: 'response', responseBytes: 64 * megabyte })
})

test('who stops reading does not hold the runtime up', async () => {
  await using api = await serve()
  const { answered, body, upload } = await streamed(api)
  using response = upload()
  response.write('first')
  await body[Symbol.asyncIterator]().next()

  body.destroy()
  response.write(Buffer.alloc(megabyte))
  await response.end()

  expect(await response.answer).toMatchObject({ status: 202 })
  expect(await answered).toMatchObject({ kind: 'response', responseBytes: 5 + megabyte })
})

test('a runtime that is reset while it responds is hung up on', async () => {
  await using api = await serve()
  const { answered, body, upload } = await streamed(api)
  using response = upload()
  response.write('first')
  const parts = body[Symbol.asyncIterator]()
  await parts.next()
  const reason = new Error('its time is over')

  api.session.retire(reason)

  await expect(answered).rejects.toBe(reason)
  await expect(parts.next()).rejects.toBe(reason)
  expect(await response.answer).toBeUndefined()
})

test('so is one that nobody read from', async () => {
  await using api = await serve()
  const { body, upload } = await streamed(api)
  using response = upload()
  response.write(Buffer.alloc(8 * megabyte))
  await pollUntil(
    () => body.readableLength,
    (length) => length > 0,
    { what: 'a first part' },
  )

  api.session.retire(new Error('its time is over'))

  expect(await response.answer).toBeUndefined()
})

test('a poll that comes before the end of the response waits for it', async () => {
  await using api = await serve()
  const { done, body, upload } = await streamed(api)
  using response = upload()
  const parts = body[Symbol.asyncIterator]()
  response.write('part')
  const polled = api.call('GET', 'invocation/next')
  await parts.next()
  void parts.next()

  await response.end()
  await done
  api.session.release()
  const next = invocation()
  api.session.deliver(next)

  expect((await polled).headers.get('lambda-runtime-aws-request-id')).toBe(next.requestId)
})
