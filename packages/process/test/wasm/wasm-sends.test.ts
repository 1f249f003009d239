import { expect, test } from '@jest/globals'
import { i32 } from './assemble.ts'
import { program, textAt } from './guests.ts'
import { fakeHost, runGuest } from './running-guest.ts'

const isolations = ['thread', 'process'] as const

/** Sends what stands in `data`, to whom, with which tag and format, and exits with the answer and 10. */
const sends = (to: string, tag: string, data: string, format: number): Uint8Array =>
  program(
    ['send', 'proc_exit'],
    (call) => [
      [i32(textAt), i32(to.length), i32(textAt + 100), i32(tag.length)],
      [i32(textAt + 200), i32(data.length), i32(format), call('send')],
      [i32(10), 0x6a, call('proc_exit')],
    ],
    { data: { [textAt]: to, [textAt + 100]: tag, [textAt + 200]: data } },
  )

test.each(isolations)(
  'a guest in a %s sends to a pid or a name, and hears whether it was taken',
  async (isolation) => {
    const [taking, refusing] = [fakeHost(), fakeHost(undefined, () => false)]

    const taken = await runGuest(sends('test/3', '', 'hi', 1), { isolation }, taking)
    const refused = await runGuest(sends('db', '"t"', '{"a":1}', 2), { isolation }, refusing)

    expect(taking.sent).toEqual([{ to: 'test/3', data: 'hi', tag: undefined }])
    expect(refusing.sent).toEqual([{ to: 'db', data: { a: 1 }, tag: 't' }])
    expect([taken.end, refused.end]).toEqual([{ status: { code: 11 } }, { status: { code: 10 } }])
  },
)

test('bytes are sent as bytes, with a number for a tag', async () => {
  const host = fakeHost()

  await runGuest(sends('x', '7', 'ab', 0), {}, host)

  expect(host.sent).toEqual([{ to: 'x', data: new Uint8Array([97, 98]), tag: 7 }])
})

test('a mailbox that is full is one that did not take it', async () => {
  const host = fakeHost(undefined, () => {
    throw new Error('full')
  })

  expect((await runGuest(sends('x', '', 'ab', 0), {}, host)).end).toEqual({ status: { code: 10 } })
})

test.each([
  ['a format that is none', '', 'x', 3],
  ['text that is no JSON', '', '{', 2],
  ['a tag that is no JSON', 'x', 'x', 1],
  ['a tag that is neither text nor number', 'null', 'x', 1],
])('%s is not sent', async (_what, tag, data, format) => {
  const host = fakeHost()

  const { end } = await runGuest(sends('x', tag, data, format), {}, host)

  expect(end).toEqual({ status: { code: 9 } })
  expect(host.sent).toEqual([])
})
