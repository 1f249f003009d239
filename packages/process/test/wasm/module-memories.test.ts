import { expect, test } from '@jest/globals'
import { engine } from '../../src/wasm/engine.ts'
import { memoriesOf, withMemories } from '../../src/wasm/module-memories.ts'
import { wasmBody } from '../../src/wasm/wasm-body.ts'
import { assemble } from './assemble.ts'
import { says } from './guests.ts'
import { fakeHost } from './running-guest.ts'

const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
const name = (text: string): number[] => [text.length, ...Buffer.from(text)]
const section = (id: number, body: readonly number[]): number[] => [id, body.length, ...body]
const imported = (from: string, as: string, kind: readonly number[]): number[] => [
  ...name(from),
  ...name(as),
  ...kind,
]
const functionTypes = section(1, [1, 0x60, 0, 0])

test('a memory is found among imports of every kind', async () => {
  const bytes = Uint8Array.from([
    ...header,
    ...functionTypes,
    ...section(2, [
      6,
      ...imported('m', 'function', [0, 0]),
      ...imported('m', 'table', [1, 0x70, 1, 2, 200, 1]),
      ...imported('m', 'global', [3, 0x7f, 1]),
      ...imported('m', 'reference', [3, 0x63, 0, 0]),
      ...imported('m', 'tag', [4, 0, 0]),
      ...imported('env', 'memory', [2, 3, 17, 0x80, 0x80, 4]),
    ]),
  ])

  const memories = memoriesOf(bytes)

  await expect(engine().compile(bytes)).resolves.toBeDefined()
  expect(memories).toEqual({
    imported: [{ from: 'env', name: 'memory', initial: 17, maximum: 65_536, shared: true }],
    own: [],
  })
})

test('a module may have no memory at all', () => {
  const bytes = assemble({ functions: { f: { code: () => [] } }, memory: null })

  expect(memoriesOf(bytes)).toEqual({ imported: [], own: [] })
  expect(withMemories(bytes, [])).toBe(bytes)
})

test.each([
  [{ initial: 1 }, 0, undefined],
  [{ initial: 300, maximum: 40_000 }, 1, 40_000],
])('a memory of %j is read, and written with another maximum', async (memory, flags, maximum) => {
  const bytes = assemble({ functions: { f: { code: () => [] } }, memory, data: { 8: 'kept' } })

  const [own] = memoriesOf(bytes).own
  const rewritten = withMemories(bytes, [{ flags, initial: memory.initial, maximum: 20_000 }])

  expect(own).toEqual({ flags, initial: memory.initial, maximum })
  expect(memoriesOf(rewritten).own).toEqual([
    { flags: 1, initial: memory.initial, maximum: 20_000 },
  ])
  expect(Buffer.from(rewritten).includes('kept')).toBe(true)
  await expect(engine().compile(rewritten)).resolves.toBeDefined()
})

test('a memory whose addresses have 64 bits is limited too', () => {
  const bytes = Uint8Array.from([...header, ...section(5, [1, 4, 1])])

  const rewritten = withMemories(bytes, [{ flags: 4, initial: 1, maximum: 9 }])

  expect(memoriesOf(bytes).own).toEqual([{ flags: 4, initial: 1, maximum: undefined }])
  expect([...rewritten]).toEqual([...header, ...section(5, [1, 5, 1, 9])])
})

test('two memories have no limit in common', async () => {
  const two = Uint8Array.from([
    ...header,
    ...functionTypes,
    ...section(3, [1, 0]),
    ...section(5, [2, 0, 1, 0, 1]),
    ...section(7, [1, ...name('_start'), 0, 0]),
    ...section(10, [1, 2, 0, 0x0b]),
  ])

  const started = wasmBody(two, { limits: { memoryBytes: 1e6 } })(fakeHost())

  await expect(started).rejects.toMatchObject({
    code: 'ERR_WASM_MODULE',
    message: 'guest has 2 memories: limits.memoryBytes needs a module with one at the most',
  })
})

test('a module is read whose sections are in the order of a compiler', () => {
  expect(memoriesOf(says('x')).own).toEqual([{ flags: 0, initial: 1, maximum: undefined }])
})
