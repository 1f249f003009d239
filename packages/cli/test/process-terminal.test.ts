import { expect, test } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { ProcessTerminal, type HostProcess } from '../src/process-terminal.ts'
import { Written } from './fake-terminal.ts'

function world() {
  const exits: number[] = []
  const host = Object.assign(new EventEmitter(), {
    stdout: new Written(),
    stderr: new Written(),
    stdin: Readable.from([]),
    env: { A: '1' },
    cwd: () => '/here',
    exit: (code: number) => exits.push(code),
  })
  const clock = new ManualClock()
  const terminal = new ProcessTerminal(host as unknown as HostProcess, clock)
  const signal = (name: NodeJS.Signals) => host.emit(name, name)
  return { host, clock, terminal, signal, exits }
}

test('a terminal is what its process has', () => {
  const { host, terminal } = world()

  expect(terminal).toMatchObject({ stdout: host.stdout, stderr: host.stderr, cwd: '/here' })
  expect(terminal.env).toEqual({ A: '1' })
  expect(terminal.stdin).toBe(host.stdin)
  expect(terminal.signal.aborted).toBe(false)
})

test.each(['SIGINT', 'SIGTERM'] as const)('the first %s asks for the end', (name) => {
  const { terminal, signal, exits } = world()

  signal(name)

  expect(terminal.signal.reason).toBe(name)
  expect(exits).toEqual([])
})

test('a second one ends the process at once, with its own exit code', () => {
  const { terminal, clock, signal, exits } = world()

  signal('SIGINT')
  clock.advance(200)
  signal('SIGTERM')

  expect(exits).toEqual([143])
  expect(terminal.signal.reason).toBe('SIGINT')
})

test('a signal that a runner passes on once more is the same one', () => {
  const { clock, signal, exits } = world()

  signal('SIGINT')
  clock.advance(199)
  signal('SIGINT')

  expect(exits).toEqual([])
})

test.each(['stdout', 'stderr'] as const)(
  'a reader of %s that goes away asks for the end',
  (name) => {
    const { host, terminal } = world()

    host[name].emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))

    expect(terminal.signal.reason).toBe('SIGPIPE')
  },
)

test('any other failure to write is the reason itself', () => {
  const { host, terminal } = world()
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })

  host.stdout.emit('error', full)

  expect(terminal.signal.reason).toBe(full)
})

test('a terminal that is disposed of leaves the signals alone', () => {
  const { host, terminal } = world()

  terminal[Symbol.dispose]()

  expect([host.listenerCount('SIGINT'), host.listenerCount('SIGTERM')]).toEqual([0, 0])
})
