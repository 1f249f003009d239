import { expect, test } from '@jest/globals'
import { Readable } from 'node:stream'
import { readEvents } from '../../src/run/events.ts'
import { ScratchFolder } from '../scratch-folder.ts'

const wanted = '--event must be JSON, @FILE, or - for standard input, found'
const read = async (given: readonly string[], { cwd = '/', stdin = '' } = {}) =>
  (await readEvents(given, { cwd, stdin: Readable.from([Buffer.from(stdin)]) })).map(String)

test('without an event there is one, an empty object', async () => {
  expect(await read([])).toEqual(['{}'])
})

test('events keep their order and every byte, wherever they come from', async () => {
  await using folder = await ScratchFolder.create()
  await folder.file('event.json', '{ "from":\t"a file" }\n')

  const given = ['1', '@event.json', '-', ' null ']

  expect(await read(given, { cwd: folder.path, stdin: '[ 1.0 ]\n' })).toEqual([
    '1',
    '{ "from":\t"a file" }\n',
    '[ 1.0 ]\n',
    ' null ',
  ])
})

test('what is no JSON is refused, with a hint if a file has its name', async () => {
  await using folder = await ScratchFolder.create()
  const path = await folder.file('event.json', '{')
  const { path: cwd } = folder

  await expect(read(['hello'], { cwd })).rejects.toMatchObject({
    code: 'ERR_USAGE',
    message: `${wanted} "hello"`,
  })
  await expect(read(['event.json'], { cwd })).rejects.toMatchObject({
    message: `${wanted} "event.json", did you mean @event.json?`,
  })
  await expect(read(['@event.json'], { cwd })).rejects.toMatchObject({
    message: expect.stringMatching(`^--event must be JSON, found in ${path} what is no JSON: `),
  })
  await expect(read(['@gone.json'], { cwd })).rejects.toMatchObject({
    message: `${wanted} no file at ${cwd}/gone.json`,
  })
})

test('an empty standard input is no event, and it can be read once', async () => {
  await expect(read(['-'])).rejects.toMatchObject({
    message: '--event must be JSON, found in standard input nothing',
  })
  await expect(readEvents(['-'], { cwd: '/' })).rejects.toMatchObject({
    message: '--event must be JSON, found in standard input nothing',
  })
  await expect(read(['-', '-'], { stdin: '1' })).rejects.toMatchObject({
    message: '--event - reads all of standard input, so it may be given once, found it twice',
  })
})
