import { expect, test } from '@jest/globals'
import {
  add,
  drop,
  equal,
  get,
  i32,
  i64,
  load,
  repeat,
  set,
  stopIf,
  store,
  when,
  type Code,
} from './assemble.ts'
import {
  bufferAt,
  copiesItsInput,
  exitsWith,
  program,
  says,
  saysItsTexts,
  textAt,
} from './guests.ts'
import { runGuest, startGuest, textOf } from './running-guest.ts'

const isolations = ['thread', 'process'] as const

test('a guest has no arguments and no variables unless they are given', async () => {
  const [args, env] = await Promise.all([
    runGuest(saysItsTexts('args')),
    runGuest(saysItsTexts('environ')),
  ])

  expect([args.text, env.text]).toEqual(['', ''])
})

test.each(isolations)(
  'a guest in a %s reads the arguments that it was given',
  async (isolation) => {
    const options = { isolation, args: ['test1', 'tést2', ''] }

    const plain = await runGuest(saysItsTexts('args'), options)
    const named = await runGuest(saysItsTexts('args'), { ...options, argv0: 'prog' })

    expect(plain.text).toBe('test1\0tést2\0\0')
    expect(named.text).toBe('prog\0test1\0tést2\0\0')
  },
)

test.each(isolations)(
  'a guest in a %s reads its variables and none of the host',
  async (isolation) => {
    const { text } = await runGuest(saysItsTexts('environ'), {
      isolation,
      env: { hello: 'world', EMPTY: '', wörd: 'ü=1' },
    })

    expect(text).toBe('hello=world\0EMPTY=\0wörd=ü=1\0')
  },
)

test('both streams are heard, line by line', async () => {
  const both = program(
    [],
    (call) => [
      [i32(textAt), i32(7), call('put')],
      [store(0, i32(textAt)), store(4, i32(3))],
      [i32(2), i32(0), i32(1), i32(8), call('fd_write'), drop],
    ],
    { data: { [textAt]: 'ab\ncd\ne' } },
  )

  const { lines } = await runGuest(both)

  expect(lines).toEqual([
    { stream: 'stdout', text: 'ab', terminated: true },
    { stream: 'stdout', text: 'cd', terminated: true },
    { stream: 'stderr', text: 'ab', terminated: true },
    { stream: 'stdout', text: 'e', terminated: false },
  ])
})

test('a guest whose output nobody wants writes it all the same', async () => {
  const { end, lines } = await runGuest(says('hello'), { onOutput: undefined })

  expect(end).toEqual({ status: { code: 0 } })
  expect(lines).toEqual([])
})

test('what is no file cannot be written to', async () => {
  const bad = program(['proc_exit'], (call) => [
    [store(0, i32(textAt)), store(4, i32(3))],
    [i32(9), i32(0), i32(1), i32(8), call('fd_write'), call('proc_exit')],
  ])

  // EBADF of WASI.
  expect(await runGuest(bad)).toMatchObject({ end: { status: { code: 8 } } })
})

test.each(isolations)('megabytes of output in a %s are all heard', async (isolation) => {
  // 320 times 32 KiB are twice as much as may be under way at once.
  const talkative = program([], (call) => [
    repeat([
      [i32(bufferAt), i32(32_768), call('put')],
      [add(get(0), i32(1)), set(0)],
      stopIf(equal(get(0), i32(320))),
    ]),
  ])

  const { end, lines } = await runGuest(talkative, { isolation })

  expect(end).toEqual({ status: { code: 0 } })
  expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBe(320 * 32_768)
})

test('stdin is over at once unless something is given', async () => {
  const { text } = await runGuest(copiesItsInput())

  expect(text).toBe('ready\nend\n')
})

test.each(isolations)(
  'a guest in a %s reads what it was given, then end of file',
  async (isolation) => {
    const text = await runGuest(copiesItsInput(), { isolation, stdin: 'some tëxt\n' })
    const bytes = await runGuest(copiesItsInput(), { isolation, stdin: Buffer.from('bytes\n') })

    expect(text.text).toBe('ready\nsome tëxt\nend\n')
    expect(bytes.text).toBe('ready\nbytes\nend\n')
  },
)

test('input that is larger than what is asked for is read in pieces', async () => {
  const input = 'x'.repeat(100_000)

  const { text } = await runGuest(copiesItsInput(), { stdin: input })

  expect(text).toBe(`ready\n${input}end\n`)
})

test.each(isolations)(
  'messages to a guest in a %s become its stdin until it is stopped',
  async (isolation) => {
    await using guest = await startGuest(copiesItsInput(), {
      isolation,
      messages: 'stdin',
      stdin: 'first\n',
    })
    await guest.written(2)
    const taken = ['text\n', Buffer.from('bytes\n'), { json: [1] }, undefined].map((data) =>
      guest.body.deliver({ type: 'message', data }),
    )
    await guest.written(6)

    guest.body.stop({ kind: 'shutdown' })
    const late = guest.body.deliver({ type: 'message', data: 'late' })

    expect(await guest.host.over).toEqual({ status: { code: 0 } })
    expect(textOf(guest.lines)).toBe('ready\nfirst\ntext\nbytes\n{"json":[1]}\nnull\nend\n')
    expect(taken).toEqual([true, true, true, true])
    expect(late).toBe(false)
  },
)

test('stdin can neither answer requests nor tell deaths', async () => {
  await using guest = await startGuest(copiesItsInput(), { messages: 'stdin' })
  const { pid } = guest.host

  const taken = [
    guest.body.deliver({ type: 'message', data: 'x', reply: () => undefined }),
    guest.body.deliver({ type: 'link-died', from: pid, reason: { kind: 'normal' } }),
  ]

  expect(taken).toEqual([false, false])
})

test('a read of several buffers takes what is there and does not wait for more', async () => {
  const twoBuffers = program(['fd_read'], (call) => [
    [store(16, i32(bufferAt)), store(20, i32(3))],
    [store(24, i32(bufferAt + 100)), store(28, i32(50))],
    [i32(0), i32(16), i32(2), i32(40), call('fd_read'), drop],
    [i32(bufferAt), i32(3), call('put')],
    [i32(bufferAt + 100), add(load(40), i32(-3)), call('put')],
  ])

  const exact = await startGuest(twoBuffers, { messages: 'stdin', stdin: 'abc' })
  await using _exact = exact
  const more = await runGuest(twoBuffers, { stdin: 'abcdef' })

  expect(await exact.host.over).toEqual({ status: { code: 0 } })
  expect(textOf(exact.lines)).toBe('abc')
  expect(more.text).toBe('abcdef')
})

/** Waits for stdin and for a clock, and exits with how many were ready and which was first. */
const polls = (ms: bigint): Uint8Array => {
  const clockAt = 512
  const streamAt = clockAt + 48
  const eventsAt = 1024
  const event = (at: number): Code => load(eventsAt + at)
  return program(['poll_oneoff', 'proc_exit'], (call) => [
    [store(clockAt, i32(1)), store(clockAt + 16, i32(1))],
    [i32(clockAt + 24), i64(ms * 1_000_000n), 0x37, 3, 0],
    [store(streamAt, i32(2)), store(streamAt + 8, i32(1)), store(streamAt + 16, i32(0))],
    [i32(clockAt), i32(eventsAt), i32(2), i32(2048), call('poll_oneoff'), set(0)],
    when(get(0), [i32(99), call('proc_exit')]),
    [add([load(2048), i32(10), 0x6c], event(0)), call('proc_exit')],
  ])
}

test('polling ends when a clock has come to its time, or a stream has something', async () => {
  const clock = await runGuest(polls(5n), { messages: 'stdin' })
  const atEnd = await runGuest(polls(3_600_000n))
  const withInput = await runGuest(polls(3_600_000n), { messages: 'stdin', stdin: 'x' })
  await using waiting = await startGuest(polls(3_600_000n), { messages: 'stdin' })
  waiting.body.deliver({ type: 'message', data: 'x' })

  expect(clock.end).toEqual({ status: { code: 11 } })
  expect(atEnd.end).toEqual({ status: { code: 12 } })
  expect(withInput.end).toEqual({ status: { code: 12 } })
  expect(await waiting.host.over).toEqual({ status: { code: 12 } })
})

test('random bytes are random', async () => {
  const random = program(['random_get', 'proc_exit'], (call) => [
    [i32(bufferAt), i32(8), call('random_get'), call('proc_exit')],
  ])
  const sayRandom = program(['random_get'], (call) => [
    [i32(bufferAt), i32(8), call('random_get'), drop],
    [i32(bufferAt), i32(8), call('put')],
  ])

  const [result, one, other] = await Promise.all([
    runGuest(random),
    runGuest(sayRandom),
    runGuest(sayRandom),
  ])

  expect(result.end).toEqual({ status: { code: 0 } })
  expect(one.lines).not.toEqual(other.lines)
})

test('a code above 127 arrives whole', async () => {
  const { end } = await runGuest(exitsWith(-1))

  expect(end).toEqual({ status: { code: 4_294_967_295 } })
})
