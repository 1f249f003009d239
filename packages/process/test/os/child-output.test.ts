import { ManualClock, pollUntil } from '@sim/core'
import { expect, test } from '@jest/globals'
import { OsProcess } from '@sim/process'
import process from 'node:process'
import { blockUntilGone, isAlive, untilGone } from './is-alive.ts'
import { runFixture, texts } from './run-fixture.ts'

test('both streams are heard line by line before the death is told', async () => {
  await using child = await runFixture('writes-to-both-streams')

  await child.process.exited

  expect(child.lines.entries().filter(({ stream }) => stream === 'stdout')).toEqual([
    { stream: 'stdout', text: 'one', terminated: true },
    { stream: 'stdout', text: 'two\r', terminated: true },
    { stream: 'stdout', text: '', terminated: true },
    { stream: 'stdout', text: 'last words', terminated: false },
  ])
  expect(child.lines.entries().filter(({ stream }) => stream === 'stderr')).toEqual([
    { stream: 'stderr', text: 'uh', terminated: true },
    { stream: 'stderr', text: 'oh', terminated: true },
  ])
})

test('a character that arrives in two halves is one character', async () => {
  await using child = await runFixture('writes-half-a-character', [], { stdin: 'pipe' })
  await child.firstLine()

  child.process.stdin?.write('go on')
  await child.process.exited

  expect(texts(child.lines)).toEqual(['café'])
})

test('a very long line comes in pieces, all of it', async () => {
  await using child = await runFixture('writes-a-long-line', ['2500000'])

  await child.process.exited

  const written = child.lines.entries()
  expect(written.map(({ text }) => text.length)).toEqual([1_048_576, 1_048_576, 402_848, 5])
  expect(written.map(({ terminated }) => terminated)).toEqual([false, false, true, true])
})

test('a line of 400,000 bytes is one line', async () => {
  await using child = await runFixture('writes-a-long-line', ['400000'])

  await child.process.exited

  expect(child.lines.entries().map(({ text }) => text.length)).toEqual([400_000, 5])
})

test('a line that is written in pieces is one line', async () => {
  await using child = await runFixture('writes-in-pieces')

  await child.process.exited

  expect(texts(child.lines)).toEqual(['one two three', 'four'])
})

test('what a process wrote before a signal killed it is heard, half a line too', async () => {
  await using child = await runFixture('dies-in-the-middle-of-a-line')

  const reason = await child.process.exited

  expect(reason).toMatchObject({ signal: 'SIGKILL' })
  expect(child.lines.entries().map(({ text, terminated }) => [text, terminated])).toEqual([
    ['whole', true],
    ['hal', false],
  ])
})

test('bytes of any kind are text: those that are no UTF-8 are replaced', async () => {
  await using child = await runFixture('writes-binary')

  await child.process.exited

  expect(texts(child.lines)).toEqual(['\0\u{1}\u{fffd}\u{fffd}', 'after'])
})

test('fifty megabytes in lines pass through without being kept', async () => {
  let lines = 0
  let bytes = 0
  let mostKept = 0
  const before = process.memoryUsage().arrayBuffers
  await using child = await runFixture('writes-fifty-megabytes', [], {
    onOutput: ({ text }) => {
      lines += 1
      bytes += text.length + 1
      if (lines % 10_000 === 0) {
        mostKept = Math.max(mostKept, process.memoryUsage().arrayBuffers - before)
      }
    },
  })

  await child.process.exited

  expect([lines, bytes]).toEqual([500_000, 50_000_000])
  expect(mostKept).toBeLessThan(32_000_000)
})

test('a child without a listener writes into the void', async () => {
  await using child = await OsProcess.spawn({
    name: 'talks to nobody',
    command: '/bin/sh',
    args: ['-c', '[ /proc/self/fd/1 -ef /dev/null ] && [ /proc/self/fd/2 -ef /dev/null ]'],
    env: {},
  })

  expect(await child.exited).toEqual({ kind: 'normal', code: 0 })
  expect(child.stdin).toBeUndefined()
})

test('a grandchild of the group that holds the output dies with its leader', async () => {
  // The time stands still: only the end of the grandchild can end the output.
  const clock = new ManualClock()
  await using child = await runFixture('leaves-a-grandchild-with-its-output', [], { clock })

  const reason = await child.process.exited

  expect(reason).toEqual({ kind: 'normal', code: 0 })
  await untilGone([Number(texts(child.lines)[0])])
})

test('a grandchild elsewhere that holds the output delays the news by drainMs at the most', async () => {
  const clock = new ManualClock()
  await using child = await runFixture(
    'leaves-a-grandchild-with-its-output',
    ['in-its-own-session'],
    {
      clock,
      drainMs: 300,
    },
  )
  const grandchild = Number(await child.firstLine())
  using _cleanUp = { [Symbol.dispose]: () => process.kill(grandchild, 'SIGKILL') }
  await pollUntil(
    () => child.process.state,
    (state) => state === 'stopping',
    { what: 'the exit to be seen' },
  )

  clock.advance(299)
  const before = child.process.exit
  clock.advance(1)
  const reason = await child.process.exited

  expect(before).toBeUndefined()
  expect(reason).toEqual({ kind: 'normal', code: 0 })
  expect(isAlive(grandchild)).toBe(true)
})

test('a host that was busy until the limit still hears what was written in time', async () => {
  const clock = new ManualClock()
  await using child = await runFixture(
    'leaves-a-grandchild-with-its-output',
    ['in-its-own-session'],
    { clock },
  )
  const grandchild = Number(await child.firstLine())
  using _cleanUp = {
    [Symbol.dispose]: () => isAlive(grandchild) && process.kill(grandchild, 'SIGKILL'),
  }
  await pollUntil(
    () => child.process.state,
    (state) => state === 'stopping',
    { what: 'the exit to be seen' },
  )

  process.kill(grandchild, 'SIGUSR2')
  blockUntilGone(grandchild)
  clock.advance(200)
  await child.process.exited

  expect(texts(child.lines)).toEqual([`${grandchild}`, 'late'])
})

test('input is passed on until it ends', async () => {
  await using child = await runFixture('echoes-its-input', [], { stdin: 'pipe' })

  child.process.stdin?.end('hello\nthere')

  expect(await child.process.exited).toEqual({ kind: 'normal', code: 0 })
  expect(texts(child.lines)).toEqual(['hello', 'there'])
})

test('input that nobody reads any more is no error of the host', async () => {
  await using child = await runFixture('closes-its-input', [], { stdin: 'pipe' })
  await child.firstLine()
  const { promise, resolve } = Promise.withResolvers<unknown>()

  child.process.stdin?.write('hello?', resolve)

  expect(await promise).toMatchObject({ code: 'EPIPE' })
  expect(child.process.state).toBe('running')
})
