import { expect, test } from '@jest/globals'
import { FrameReader, type LogMessage } from '@sim/simulator'
import { frame, levelFlags } from './writing.ts'

function read(...chunks: (Buffer | string)[]): LogMessage[] {
  const delivered: LogMessage[] = []
  const reader = new FrameReader((message) => delivered.push(message))
  for (const chunk of chunks) reader.push(Buffer.from(chunk))
  reader.end()
  return delivered
}

const texts = (...chunks: (Buffer | string)[]) => read(...chunks).map(({ text }) => text)
const bytewise = (bytes: Buffer) => [...bytes].map((byte) => Buffer.from([byte]))

test('one frame is one message, with its line feeds', () => {
  expect(texts(frame('one\ntwo\n'))).toEqual(['one\ntwo\n'])
})

test('several frames in a chunk are as many messages', () => {
  expect(texts(Buffer.concat([frame('one'), frame(''), frame('three\n')]))).toEqual([
    'one',
    '',
    'three\n',
  ])
})

test('frames and characters survive any cut between chunks', () => {
  const bytes = Buffer.concat([frame('é€😀\n'), frame('two', 2)])

  expect(texts(...bytewise(bytes))).toEqual(['é€😀\n', 'two'])
})

test.each([1, 2, 3, 4, 7, 8, 15, 16, 17])('a cut after %i bytes changes nothing', (at) => {
  const bytes = Buffer.concat([frame('first\n'), frame('second')])

  expect(texts(bytes.subarray(0, at), bytes.subarray(at))).toEqual(['first\n', 'second'])
})

test.each([
  [0x00, undefined],
  [0x01, undefined],
  [0x03, undefined],
  [levelFlags(1, 'text'), 'TRACE'],
  [levelFlags(2, 'json'), 'DEBUG'],
  [levelFlags(3, 'text'), 'INFO'],
  [levelFlags(4, 'json'), 'WARN'],
  [levelFlags(5, 'text'), 'ERROR'],
  [levelFlags(6, 'json'), 'FATAL'],
])('flags of %i tell the level %s, and whether there is a time', (flags, level) => {
  expect(read(frame('it', flags), frame('next'))).toEqual([
    { text: 'it', level },
    { text: 'next', level: undefined },
  ])
})

test('what is in no frame is plain lines', () => {
  expect(texts('one\ntw', 'o\nlast')).toEqual(['one\n', 'two\n', 'last'])
})

test('a frame ends a plain line, and after a frame there may be plain lines', () => {
  expect(texts(Buffer.concat([Buffer.from('plain'), frame('framed'), Buffer.from('x\n')]))).toEqual(
    ['plain', 'framed', 'x\n'],
  )
})

test.each([0x20, 0x1c, 0xff])('flags that nobody has, such as %i, make no frame', (flags) => {
  const unknown = Buffer.from([0xa5, 0x5a, 0x00, flags, 0x41, 0x0a])

  expect(texts(unknown, frame('next'))).toEqual([unknown.toString(), 'next'])
})

test('bytes that only look like the beginning of a frame are kept', () => {
  expect(texts(Buffer.from([0x61, 0xa5]), 'b\n', frame('next'))).toEqual(['a\u{fffd}b\n', 'next'])
})

test('a letter with a byte of the magic in it is no frame', () => {
  const text = 'åZ å\n'

  expect(texts(...bytewise(Buffer.from(text)))).toEqual([text])
})

test('a message that ends too early is delivered as far as it came', () => {
  expect(texts(frame('whole'), frame('cut off').subarray(0, 19))).toEqual(['whole', 'cut'])
})

test('a header that ends too early is kept as bytes', () => {
  const [message = ''] = texts(frame('it').subarray(0, 5))

  expect(message).toMatch(/^\u{fffd}Z\0/u)
})

test('a header without any of its message is no message', () => {
  expect(texts(frame('it').subarray(0, 16))).toEqual([])
})

test('a message of exactly the limit stays whole, a longer one comes in pieces that lose nothing', () => {
  const limit = 1_048_576
  const long = `x${'😀'.repeat(limit / 4)}`

  expect(texts(frame('y'.repeat(limit))).map(({ length }) => length)).toEqual([limit])
  const pieces = read(frame(long, levelFlags(5, 'text')), frame('next'))
  expect(pieces.map(({ level }) => level)).toEqual(['ERROR', 'ERROR', undefined])
  expect(Buffer.byteLength(pieces[0]?.text ?? '')).toBe(limit - 3)
  expect(`${pieces[0]?.text}${pieces[1]?.text}`).toBe(long)
  expect(pieces[2]?.text).toBe('next')
})

test('a length that nobody can mean keeps no more than the limit', () => {
  const endless = frame('')
  endless.writeUInt32BE(0xffffffff, 4)
  const chunk = 'x'.repeat(65_536)
  let delivered = 0
  const reader = new FrameReader(({ text }) => (delivered += text.length))

  reader.push(endless)
  for (let chunks = 0; chunks < 100; chunks += 1) reader.push(Buffer.from(chunk))
  const before = delivered
  reader.end()

  expect(100 * 65_536 - before).toBeLessThan(1_048_576)
  expect(delivered).toBe(100 * 65_536)
})

test('bytes that are no UTF-8 are replaced, zeros are kept', () => {
  expect(texts(frame(Buffer.from([0x61, 0x00, 0xff, 0x62])))).toEqual(['a\0\u{fffd}b'])
})
