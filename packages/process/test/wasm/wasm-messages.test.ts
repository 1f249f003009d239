import { expect, test } from '@jest/globals'
import type { Envelope } from '../../src/kernel/envelope.ts'
import type { Pid } from '../../src/kernel/pid.ts'
import { add, drop, equal, get, i32, repeat, set, stopIf, unreachable } from './assemble.ts'
import { bufferAt, program, saysItsMail, textAt } from './guests.ts'
import { runGuest, startGuest, textOf } from './running-guest.ts'

const isolations = ['thread', 'process'] as const
const sender = 'test/7' as Pid

/** What the guest says of envelopes that it is given, and of its stop. */
async function mailOf(envelopes: readonly Envelope[], isolation: 'thread' | 'process' = 'thread') {
  await using guest = await startGuest(saysItsMail(), { isolation })
  const taken = envelopes.map((envelope) => guest.body.deliver(envelope))
  guest.body.stop({ kind: 'shutdown' })
  const end = await guest.host.over
  return { taken, end, lines: textOf(guest.lines).split('\n') }
}

test.each(isolations)(
  'a guest in a %s receives messages in order, then its stop',
  async (isolation) => {
    const { taken, end, lines } = await mailOf(
      [
        { type: 'message', data: 'tëxt', from: sender, tag: 'a' },
        { type: 'message', data: Buffer.from('bytes'), tag: 7 },
        { type: 'message', data: { json: true }, tag: Symbol('mine') },
        { type: 'message', data: undefined, tag: '' },
        { type: 'message', data: '' },
      ],
      isolation,
    )

    expect(lines).toEqual([
      '1|1|test/7|"a"|tëxt|',
      '1|0||7|bytes|',
      '1|2|||{"json":true}|',
      '1|2||""|null|',
      '1|1||||',
      '5|',
    ])
    expect(taken).toEqual([true, true, true, true, true])
    expect(end).toEqual({ status: { code: 0 } })
  },
)

test('a guest receives deaths, with their reasons', async () => {
  const cause = { kind: 'failure', error: new TypeError('broken') } as const

  const { lines } = await mailOf([
    { type: 'link-died', from: sender, tag: 'l', reason: { kind: 'normal', code: 0 } },
    {
      type: 'process-died',
      from: sender,
      ref: { pid: sender, tag: 'm' },
      tag: 'm',
      reason: { kind: 'linked', from: 'test/8' as Pid, cause },
    },
  ])

  expect(lines).toEqual([
    '3|2|test/7|"l"|{"from":"test/7","reason":{"kind":"normal","code":0}}|',
    '4|2|test/7|"m"|{"from":"test/7","reason":{"kind":"linked","from":"test/8","cause":' +
      '{"kind":"failure","error":{"name":"TypeError","message":"broken"}}}}|',
    '5|',
  ])
})

test.each(isolations)('a guest in a %s answers requests', async (isolation) => {
  const answers: unknown[] = []
  const request = (data: unknown): Envelope => ({
    type: 'message',
    data,
    reply: (answer) => void answers.push(answer),
  })

  const { lines } = await mailOf(['text', Buffer.from('bytes'), [1, 2]].map(request), isolation)

  expect(lines).toEqual(['2|1|||text|', '2|0|||bytes|', '2|2|||[1,2]|', '5|'])
  expect(answers).toEqual(['text', new Uint8Array(Buffer.from('bytes')), [1, 2]])
})

test('a message is copied: what becomes of it afterwards is not seen', async () => {
  await using guest = await startGuest(saysItsMail())
  const data = Buffer.from('before')

  guest.body.deliver({ type: 'message', data })
  data.fill('x')
  guest.body.stop({ kind: 'shutdown' })
  await guest.host.over

  expect(textOf(guest.lines)).toContain('before')
})

test('a message that no guest can read is refused', async () => {
  await using guest = await startGuest(saysItsMail())
  const circular: unknown[] = []
  circular.push(circular)

  const deliver = (data: unknown) => () => guest.body.deliver({ type: 'message', data })

  for (const data of [circular, 1n, () => undefined, Symbol('x')]) {
    expect(deliver(data)).toThrow(
      expect.objectContaining({
        code: 'ERR_WASM_MESSAGE',
        message: expect.stringMatching(/must be a string, bytes, or fit for JSON: .*$/),
      }),
    )
  }
})

test('a guest that does not import receive takes nothing', async () => {
  await using guest = await startGuest(program([], () => repeat([])))

  const taken = [
    guest.body.deliver({ type: 'message', data: 'x' }),
    guest.body.deliver({ type: 'link-died', from: sender, reason: { kind: 'normal' } }),
  ]

  expect(taken).toEqual([false, false])
})

test('a guest may wait for a while only, or not at all', async () => {
  const waits = (ms: number) =>
    program(['receive', 'proc_exit'], (call) => [
      [i32(ms), call('receive'), i32(100), 0x6a, call('proc_exit')],
    ])

  const [atOnce, later] = await Promise.all([runGuest(waits(0)), runGuest(waits(5))])

  expect([atOnce.end, later.end]).toEqual([{ status: { code: 100 } }, { status: { code: 100 } }])
})

test('what was not received has nothing to read', async () => {
  const reads = program(
    ['data', 'format', 'sender', 'tag', 'request', 'reply', 'proc_exit'],
    (call) => [
      [i32(0), i32(0), call('data'), call('format'), 0x6a],
      [i32(0), i32(0), call('sender'), 0x6a, i32(0), i32(0), call('tag'), 0x6a],
      [call('request'), 0x6a, i32(1), i32(0), i32(0), i32(0), call('reply'), 0x6a],
      [i32(10), 0x6a, call('proc_exit')],
    ],
  )

  // Four times -1, and twice 0.
  expect((await runGuest(reads)).end).toEqual({ status: { code: 6 } })
})

test('a guest knows its own pid, and reads no more than it has room for', async () => {
  const saysPid = program(['pid'], (call) => [
    [i32(bufferAt), i32(4), call('pid'), set(0)],
    [i32(bufferAt), get(0), call('put')],
  ])

  expect((await runGuest(saysPid)).text).toBe('test\0\0')
})

test('a request is answered once, also when others came in between', async () => {
  const answers: unknown[] = []
  const late = program(
    ['receive', 'request', 'reply', 'proc_exit'],
    (call) => [
      [i32(-1), call('receive'), drop, call('request'), set(0)],
      [i32(-1), call('receive'), drop],
      [get(0), i32(textAt), i32(2), i32(1), call('reply')],
      [get(0), i32(textAt), i32(2), i32(1), call('reply'), i32(10), 0x6c, 0x6a],
      call('proc_exit'),
    ],
    { data: { [textAt]: 'ok' } },
  )
  await using guest = await startGuest(late)

  guest.body.deliver({ type: 'message', data: 'q', reply: (answer) => void answers.push(answer) })
  guest.body.deliver({ type: 'message', data: 'more' })

  expect(await guest.host.over).toEqual({ status: { code: 1 } })
  expect(answers).toEqual(['ok'])
})

test('a pointer beyond the memory is a failure of the guest', async () => {
  const wild = program(['pid'], (call) => [i32(-1), i32(10), call('pid'), drop])

  expect((await runGuest(wild)).end).toMatchObject({
    error: { code: 'ERR_WASM_TRAP', trap: 'RangeError' },
  })
})

test('a guest that fails after it was asked to stop has failed', async () => {
  const sulks = program(['receive'], (call) => [i32(-1), call('receive'), drop, unreachable])
  await using guest = await startGuest(sulks)

  guest.body.stop({ kind: 'shutdown' })

  expect(await guest.host.over).toMatchObject({ error: { code: 'ERR_WASM_TRAP' } })
})

test('a hundred thousand messages arrive', async () => {
  const counts = program(['receive', 'proc_exit'], (call) => [
    repeat([
      [i32(-1), call('receive'), set(1)],
      stopIf(equal(get(1), i32(5))),
      [add(get(0), i32(1)), set(0)],
    ]),
    [get(0), call('proc_exit')],
  ])
  await using guest = await startGuest(counts)

  for (let count = 0; count < 100_000; count += 1) {
    guest.body.deliver({ type: 'message', data: 'x' })
  }
  guest.body.stop({ kind: 'shutdown' })

  expect(await guest.host.over).toEqual({ status: { code: 100_000 } })
})
