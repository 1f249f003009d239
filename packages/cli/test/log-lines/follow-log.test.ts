import { expect, test } from '@jest/globals'
import { Log } from '@sim/core'
import { defaultLogSettings, type Journal, type JournalEntry } from '@sim/simulator'
import { followLog, printed } from '../../src/log-lines/follow-log.ts'
import { Written } from '../fake-terminal.ts'

const output = (text: string) =>
  ({ type: 'process.output', role: 'runtime', name: 'runtime', text }) as JournalEntry

const colourful = () => Object.assign(new Written(), { isTTY: true })

test('what happened before is printed first, then what happens, until it is disposed of', () => {
  const journal = new Log<JournalEntry>()
  const stream = new Written()
  journal.append(output('before'))
  {
    using _log = followLog(
      { journal: journal as unknown as Journal, settings: defaultLogSettings },
      stream,
    )
    journal.append(output('while'))
  }
  journal.append(output('after'))

  expect(stream.text).toBe('before\nwhile\n')
})

test.each([
  [{ source: 'platform', text: 'START', failed: false }, '\u001B[2mSTART\u001B[22m'],
  [{ source: 'platform', text: 'REPORT', failed: true }, '\u001B[31mREPORT\u001B[39m'],
  [{ source: 'platform', text: '', failed: true }, ''],
  [{ source: 'function', text: 'hello', failed: false }, 'hello'],
  [
    { source: 'extension', extension: 'otel', text: 'hello', failed: false },
    '\u001B[36m[extension otel]\u001B[39m hello',
  ],
  [{ source: 'simulator', text: 'gone', failed: true }, '\u001B[33m[lambda-sim] gone\u001B[39m'],
] as const)('where colours show, %j has its colour', (line, text) => {
  expect(printed(line, colourful())).toBe(text)
})

test('a stream that is no terminal gets no colours', () => {
  const line = { source: 'extension', extension: 'otel', text: 'hello', failed: false } as const

  expect(printed(line, new Written())).toBe('[extension otel] hello')
})
