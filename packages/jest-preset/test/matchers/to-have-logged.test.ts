import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { matchers } from '../../src/matchers/matchers.ts'
import type {} from '../../src/types/jest-globals.ts'
import { failureOf } from './failure.ts'
import { functionDirectory, observes } from './programs.ts'

expect.extend(matchers)

/** Lines as `console` writes them, without the time and the request id before them. */
const plain = (lines: readonly string[]) => lines.map((line) => line.replace(/"\S+Z\t\S+\t/, '"'))

async function talked() {
  const simulator = await Simulator.start({ functionDirectory, extensions: [observes] })
  const invocation = simulator.enqueue({ log: 'hello world', complain: 'oh no' })
  await invocation.done()
  await simulator.waitForEntry(
    (entry) => entry.type === 'process.output' && entry.text === 'told INVOKE',
    { what: 'the extension to say so' },
  )
  return { simulator, invocation, [Symbol.asyncDispose]: () => simulator.stop() }
}

test('a line is found by a part of it, by what it fits, by who printed it and where', async () => {
  await using scene = await talked()
  const { simulator } = scene

  expect(simulator).toHaveLogged('hello')
  expect(simulator).toHaveLogged(/hello \w+$/g)
  expect(simulator).toHaveLogged(expect.stringContaining('hello'))
  expect(simulator).toHaveLogged('hello', { source: 'function', stream: 'stdout' })
  expect(simulator).toHaveLogged('told INVOKE', { source: 'extension' })
  expect(simulator).not.toHaveLogged('hello', { source: 'extension' })
  expect(simulator).not.toHaveLogged('hello', { stream: 'stderr' })
  expect(simulator).not.toHaveLogged('told INVOKE', { source: 'function' })
  expect(simulator).not.toHaveLogged('bye')
  expect(simulator).not.toHaveLogged(/^hello/)
})

test('an invocation has the lines that the function printed during it', async () => {
  await using scene = await talked()

  expect(scene.invocation).toHaveLogged('hello')
  expect(scene.invocation).toHaveLogged('oh no', { source: 'function' })
  expect(scene.invocation).not.toHaveLogged('told INVOKE')
  const next = await scene.simulator.invoke({ log: 'next' })
  expect(next).not.toHaveLogged('hello')
  expect(scene.simulator).toHaveLogged('hello')
})

test('a line that is JSON is found by any part of it', () => {
  const invocation = {
    requestId: 'a',
    progress: 'ended',
    logs: [
      { stream: 'stdout', text: '{"level":"INFO","at":{"line":5}}' },
      { stream: 'stdout', text: '{"level":' },
      { stream: 'stdout', text: 'plain' },
    ],
  }

  expect(invocation).toHaveLogged({ level: 'INFO' })
  expect(invocation).toHaveLogged({ level: /^IN/, at: { line: expect.any(Number) } })
  expect(invocation).toHaveLogged(expect.objectContaining({ level: 'INFO' }))
  expect(invocation).toHaveLogged('plain')
  expect(invocation).not.toHaveLogged({ level: 'WARN' })
  expect(invocation).not.toHaveLogged({ text: 'plain' })
})

test('the failure lists the lines that counted', async () => {
  await using scene = await talked()
  const { simulator, invocation } = scene

  const failures = [
    await failureOf(() => expect(simulator).toHaveLogged('bye', { source: 'extension' })),
    await failureOf(() => expect(invocation).toHaveLogged(/bye/, { stream: 'stderr' })),
    await failureOf(() => expect(invocation).not.toHaveLogged('hello')),
  ]

  expect(failures.map(plain)).toEqual([
    [
      'expect(simulator).toHaveLogged(line, filter)',
      '',
      'Expected a line of an extension: "bye"',
      'Received:',
      '  extension observes stdout: "told INVOKE"',
    ],
    [
      'expect(invocation).toHaveLogged(line, filter)',
      '',
      'Expected a line on stderr: /bye/',
      'Received: none of these, but',
      '  function stdout: "INFO\thello world"',
      '  function stdout: "ERROR\toh no"',
    ],
    [
      'expect(invocation).not.toHaveLogged(line)',
      '',
      'Expected no line: "hello"',
      'Received:',
      '  function stdout: "INFO\thello world"',
    ],
  ])
})

test('the failure says that nothing was printed', async () => {
  await using simulator = await Simulator.start()

  expect(
    await failureOf(() => expect(simulator).toHaveLogged('x', { source: 'function' })),
  ).toEqual([
    'expect(simulator).toHaveLogged(line, filter)',
    '',
    'Expected a line of the function: "x"',
    'Received: no lines',
  ])
})

test('of many lines the failure shows the last', async () => {
  const logs = Array.from({ length: 30 }, (_, index) => ({ stream: 'stdout', text: `${index}.` }))

  const failure = await failureOf(() =>
    expect({ requestId: 'a', progress: 'ended', logs }).toHaveLogged('x'),
  )

  expect(failure.slice(3, 6)).toEqual([
    'Received:',
    '  (10 lines before)',
    '  function stdout: "10."',
  ])
  expect(failure.at(-1)).toBe('  function stdout: "29."')
})

test('an invocation is not asked for the lines of extensions', async () => {
  await using simulator = await Simulator.start()
  const invocation = simulator.enqueue({})

  const failing = () => expect(invocation).not.toHaveLogged('x', { source: 'extension' })

  expect(failing).toThrow(TypeError)
  expect(await failureOf(failing)).toContain(
    'an invocation only has the lines of its function: ask the simulator for those of extensions',
  )
})

test('what has no lines is refused', () => {
  expect(() => expect({}).not.toHaveLogged('x')).toThrow(TypeError)
})
