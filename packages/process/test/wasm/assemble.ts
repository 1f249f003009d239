/** Machine code of WebAssembly, nested as it is written. */
export type Code = readonly (number | Code)[]

/** A function: `i` is a number of 32 bits, `I` one of 64, parameters before the colon and results behind. */
export interface AssembledFunction {
  readonly type?: string
  /** Variables of 32 bits beside the parameters. */
  readonly locals?: number
  readonly code: (call: (name: string) => Code) => Code
}

/** What a module consists of. It exports all of its functions, and its memory as `memory`. */
export interface Assembly {
  /** Functions, as `module.name`, with their types. */
  readonly imports?: Readonly<Record<string, string>>
  readonly functions: Readonly<Record<string, AssembledFunction>>
  /** Pages; `null`: it has no memory. Default one page. */
  readonly memory?: {
    readonly initial: number
    readonly maximum?: number
    readonly importedAs?: readonly [from: string, name: string]
    readonly shared?: boolean
  } | null
  readonly data?: Readonly<Record<number, string>>
  /** A function that runs when the module is instantiated. */
  readonly start?: string
  /** Has a table of functions. */
  readonly table?: boolean
}

/** Assembles a module. */
export function assemble(assembly: Assembly): Uint8Array {
  const { imports = {}, functions, memory = { initial: 1 }, data = {}, start, table } = assembly
  const imported = Object.entries(imports)
  const own = Object.entries(functions)
  const all = [...imported.map(([name]) => name), ...own.map(([name]) => name)]
  const types = [...imported.map(([, type]) => type), ...own.map(([, { type = ':' }]) => type)]
  const call = (name: string): Code => {
    const at = all.findIndex((known) => known === name || known.endsWith(`.${name}`))
    if (at === -1) throw new Error(`nothing is called ${name}`)
    return [0x10, unsigned(at)]
  }
  const limits = memory && encodeLimits(memory)
  const isImported = memory?.importedAs !== undefined
  const importEntries = [
    ...imported.map(([name], at) => [...name.split('.').map(text), 0, unsigned(at)]),
    ...(isImported && limits ? [[...(memory.importedAs ?? []).map(text), 2, limits]] : []),
  ]
  const isExported = memory !== null && !isImported
  return Uint8Array.from(
    flat([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, types.map(functionType)),
      section(2, importEntries),
      section(
        3,
        own.map((_, at) => unsigned(imported.length + at)),
      ),
      section(4, table === true ? [[0x70, 0, 0]] : []),
      section(5, isExported && limits ? [limits] : []),
      section(7, [
        ...own.map(([name], at) => [text(name), 0, unsigned(imported.length + at)]),
        ...(isExported ? [[text('memory'), 2, 0]] : []),
      ]),
      start === undefined ? [] : block(8, call(start).slice(1)),
      section(
        10,
        own.map(([, { locals = 0, code }]) =>
          sized([locals === 0 ? 0 : [1, unsigned(locals), 0x7f], code(call), 0x0b]),
        ),
      ),
      section(
        11,
        Object.entries(data).map(([at, value]) => [0, i32(Number(at)), 0x0b, text(value)]),
      ),
    ]),
  )
}

export const i32 = (value: number): Code => [0x41, signed(BigInt(value))]
export const i64 = (value: bigint): Code => [0x42, signed(value)]
export const get = (local: number): Code => [0x20, local]
export const set = (local: number): Code => [0x21, local]
export const load = (at: number): Code => [i32(at), 0x28, 2, 0]
export const store = (at: number, value: Code): Code => [i32(at), value, 0x36, 2, 0]
export const add = (a: Code, b: Code): Code => [a, b, 0x6a]
export const equal = (a: Code, b: Code): Code => [a, b, 0x46]
export const when = (condition: Code, then: Code): Code => [condition, 0x04, 0x40, then, 0x0b]
/** Runs its code again and again; `stop` inside it leaves. */
export const repeat = (code: Code): Code => [0x02, 0x40, 0x03, 0x40, code, 0x0c, 0, 0x0b, 0x0b]
/** Leaves `repeat`, if a condition holds. */
export const stopIf = (condition: Code): Code => [condition, 0x0d, 1]
export const drop = 0x1a
export const unreachable = 0x00
export const grow = (pages: Code): Code => [pages, 0x40, 0]
export const growTable = (entries: number): Code => [0xd0, 0x70, i32(entries), 0xfc, 0x0f, 0]

function section(id: number, entries: readonly Code[]): Code {
  return entries.length === 0 ? [] : block(id, [unsigned(entries.length), entries])
}

const block = (id: number, body: Code): Code => [id, sized(body)]

function sized(body: Code): Code {
  const bytes = flat(body)
  return [unsigned(bytes.length), bytes]
}

function functionType(type: string): Code {
  const values = (letters = '') => {
    const codes = Array.from(letters, (letter) => (letter === 'I' ? 0x7e : 0x7f))
    return [codes.length, codes]
  }
  const [parameters, results] = type.split(':')
  return [0x60, values(parameters), values(results)]
}

function encodeLimits(memory: NonNullable<Assembly['memory']>): Code {
  const { initial, maximum, shared } = memory
  const flags = (maximum === undefined ? 0 : 1) + (shared === true ? 2 : 0)
  return [flags, unsigned(initial), maximum === undefined ? [] : unsigned(maximum)]
}

function text(value: string): Code {
  const bytes = [...Buffer.from(value)]
  return [unsigned(bytes.length), bytes]
}

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))]
}

function signed(value: bigint): number[] {
  const low = Number(BigInt.asUintN(7, value))
  const rest = value >> 7n
  const isLast = rest === 0n ? low < 64 : rest === -1n && low >= 64
  return isLast ? [low] : [low + 128, ...signed(rest)]
}

function flat(code: Code): number[] {
  return code.flatMap((part) => (typeof part === 'number' ? [part] : flat(part)))
}
