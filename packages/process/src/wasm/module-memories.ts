import type { ImportedMemory } from './runner-protocol.ts'
import { leb128, WasmReader } from './wasm-reader.ts'

// Source: WebAssembly Core Specification, binary format, modules (documented).
const importSection = 2
const memorySection = 5
const hasMaximum = 1
const isShared = 2

/** How many pages a memory has at first and at the most, and what kind of memory it is. */
export interface MemoryLimits {
  readonly flags: number
  readonly initial: number
  readonly maximum: number | undefined
}

/** The memories of a module that compiles. */
export interface ModuleMemories {
  readonly imported: readonly ImportedMemory[]
  readonly own: readonly MemoryLimits[]
}

interface Section {
  readonly id: number
  /** From its id to the next section. */
  readonly start: number
  readonly body: number
  readonly end: number
}

/** Reads which memories a module has. */
export function memoriesOf(bytes: Uint8Array): ModuleMemories {
  const all = sections(bytes)
  const imports = all.find(({ id }) => id === importSection)
  const memories = all.find(({ id }) => id === memorySection)
  return {
    imported: imports ? importedMemories(new WasmReader(bytes, imports.body)) : [],
    own: memories ? ownMemories(new WasmReader(bytes, memories.body)) : [],
  }
}

/** The module again, with other limits for its own memories. */
export function withMemories(bytes: Uint8Array, memories: readonly MemoryLimits[]): Uint8Array {
  const section = sections(bytes).find(({ id }) => id === memorySection)
  if (section === undefined) return bytes
  const body = [...leb128(memories.length), ...memories.flatMap(encodeLimits)]
  const written = [memorySection, ...leb128(body.length), ...body]
  return Buffer.concat([
    bytes.subarray(0, section.start),
    Uint8Array.from(written),
    bytes.subarray(section.end),
  ])
}

function sections(bytes: Uint8Array): Section[] {
  const reader = new WasmReader(bytes, 8)
  const found: Section[] = []
  while (!reader.isAtEnd) {
    const start = reader.at
    const id = reader.byte()
    const size = reader.number()
    const body = reader.at
    reader.at = body + size
    found.push({ id, start, body, end: reader.at })
  }
  return found
}

function importedMemories(reader: WasmReader): ImportedMemory[] {
  const memories: ImportedMemory[] = []
  for (let left = reader.number(); left > 0; left -= 1) {
    const from = reader.name()
    const name = reader.name()
    const kind = reader.byte()
    if (kind === 2) {
      const { flags, initial, maximum } = readLimits(reader)
      memories.push({ from, name, initial, maximum, shared: (flags & isShared) !== 0 })
    } else skipImport(reader, kind)
  }
  return memories
}

/** Functions and tags name a type; tables have one and limits, globals one and whether they change. */
function skipImport(reader: WasmReader, kind: number): void {
  if (kind === 4) reader.byte()
  if (kind === 0 || kind === 4) {
    reader.number()
    return
  }
  reader.skipValueType()
  if (kind === 1) readLimits(reader)
  else reader.byte()
}

function ownMemories(reader: WasmReader): MemoryLimits[] {
  return Array.from({ length: reader.number() }, () => readLimits(reader))
}

function readLimits(reader: WasmReader): MemoryLimits {
  const flags = reader.byte()
  const initial = reader.number()
  return { flags, initial, maximum: (flags & hasMaximum) === 0 ? undefined : reader.number() }
}

function encodeLimits({ flags, initial, maximum }: MemoryLimits): number[] {
  if (maximum === undefined) return [flags, ...leb128(initial)]
  return [flags | hasMaximum, ...leb128(initial), ...leb128(maximum)]
}
