import { expect, test } from '@jest/globals'
import type { OutputLine } from '@sim/process'
import { Buffer } from 'node:buffer'
import { PassThrough } from 'node:stream'
import { ExecOutput } from '../src/exec-output.ts'

/** A piece of output as an engine sends it. */
function piece(stream: 1 | 2, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string)
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([header, bytes])
}

function open() {
  const stream = new PassThrough()
  const lines: OutputLine[] = []
  const output = new ExecOutput(stream, (line) => lines.push(line))
  return { stream, lines, output }
}

test('the first line of standard error is a greeting, and what follows are the lines of each stream', async () => {
  const { stream, lines, output } = open()

  stream.write(piece(2, '12 (sh) R'))
  stream.write(piece(1, 'out 1\nout'))
  stream.write(piece(2, ' 1\nerr 1\n'))
  stream.write(piece(1, ' 2\n'))
  stream.end(piece(2, 'err 2'))
  await output.over

  expect(await output.greeting).toBe('12 (sh) R 1')
  expect(lines).toEqual([
    { stream: 'stdout', text: 'out 1', terminated: true },
    { stream: 'stderr', text: 'err 1', terminated: true },
    { stream: 'stdout', text: 'out 2', terminated: true },
    { stream: 'stderr', text: 'err 2', terminated: false },
  ])
})

test('pieces and characters may be cut anywhere', async () => {
  const { stream, lines, output } = open()
  const bytes = Buffer.concat([piece(2, 'hello\n'), piece(1, 'grüße\n'), piece(2, '✓\n')])

  for (const byte of bytes) stream.write(Buffer.of(byte))
  stream.end()
  await output.over

  expect(lines.map(({ text }) => text)).toEqual(['grüße', '✓'])
})

test('what an engine says instead of starting anything is the greeting', async () => {
  const { stream, output } = open()

  stream.end('OCI runtime exec failed: no such file')

  expect(await output.greeting).toBe('OCI runtime exec failed: no such file')
})

test('output that somebody else holds is cut off', async () => {
  const { stream, lines, output } = open()
  stream.write(Buffer.concat([piece(2, 'hello\n'), piece(1, 'last words')]))
  await output.greeting

  await output.drained(1)

  expect(lines).toEqual([{ stream: 'stdout', text: 'last words', terminated: false }])
  expect(stream.destroyed).toBe(true)
})

test('a very long line comes in pieces, none of which splits a character', async () => {
  const { stream, lines, output } = open()
  const text = 'x✓'.repeat(600_000)

  stream.end(Buffer.concat([piece(2, 'hello\n'), piece(1, `${text}\n`)]))
  await output.over

  expect(lines.map(({ terminated }) => terminated)).toEqual([false, false, true])
  expect(lines.map((line) => line.text).join('')).toBe(text)
})
