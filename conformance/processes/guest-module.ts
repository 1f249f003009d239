/** Machine code of WebAssembly: bytes, and lists of them. */
export type Code = readonly (number | Code)[]

/** A module that runs `_start`. It has a memory of one page, unless that is said to be missing. */
export interface GuestModule {
  /** What it imports: `module.name` and its type, parameters before the arrow: `i` for 32 bits, `I` for 64. */
  readonly imports?: Readonly<Record<string, string>>
  /** `at` tells what number a function has, as a `call` needs it; its own is `_start`. */
  readonly start: (at: (name: string) => number) => Code
  /** How many variables of 32 bits its function has. */
  readonly variables?: number
  /** Lies in its memory from 1024 on. */
  readonly text?: string
  readonly hasMemory?: boolean
  /** What its function is exported as. Default `_start`. */
  readonly entry?: string
}

/** Writes a module in the binary form that the core specification describes. */
export function guestModule(parts: GuestModule): Uint8Array {
  const { imports = {}, text = '', hasMemory = true, entry = '_start' } = parts
  const names = [...Object.keys(imports).map((name) => name.split('.').at(-1)), '_start']
  const own = names.length - 1
  const at = (name: string): number => names.indexOf(name)
  const types = [...Object.values(imports), '->'].map(functionType)
  const imported = Object.keys(imports).map((name, type) => [name.split('.').map(named), 0, type])
  const code = [[1, uleb(parts.variables ?? 0), 0x7f], parts.start(at), 0x0b]
  return Uint8Array.from(
    bytesOf([
      [0, ...Buffer.from('asm'), 1, 0, 0, 0],
      section(1, types),
      section(2, imported),
      section(3, [[own]]),
      section(5, hasMemory ? [[0, 1]] : []),
      section(7, [[named(entry), 0, own], ...(hasMemory ? [[named('memory'), 2, 0]] : [])]),
      section(10, [sized(code)]),
      section(11, text === '' ? [] : [[0, i32(textAt), 0x0b, named(text)]]),
    ]),
  )
}

/** Where the text of a module lies. */
export const textAt = 1024

/** A number on the stack. */
export const i32 = (value: number): Code => [0x41, sleb(value)]
export const i64 = (value: number): Code => [0x42, sleb(value)]
/** The number that stands somewhere in memory. */
export const load = (place: number): Code => [i32(place), 0x28, 2, 0]
export const store = (place: number, value: Code): Code => [i32(place), value, 0x36, 2, 0]
export const getVariable = (index: number): Code => [0x20, index]
export const setVariable = (index: number): Code => [0x21, index]
export const call = (index: number): Code => [0x10, uleb(index)]
export const drop: Code = [0x1a]
export const trap: Code = [0x00]
export const giveBack: Code = [0x0f]
export const isEqual: Code = [0x46]
/** Does something if the number on the stack is not 0. */
export const when = (then: Code): Code => [0x04, 0x40, then, 0x0b]
/** Does something for ever. */
export const forEver = (work: Code): Code => [0x03, 0x40, work, 0x0c, 0, 0x0b]

function section(id: number, entries: readonly Code[]): Code {
  return entries.length === 0 ? [] : [id, sized([uleb(entries.length), entries])]
}

function functionType(type: string): Code {
  const values = (letters = ''): Code => [
    letters.length,
    Array.from(letters, (letter) => (letter === 'I' ? 0x7e : 0x7f)),
  ]
  const [parameters, results] = type.split('->')
  return [0x60, values(parameters), values(results)]
}

function sized(code: Code): Code {
  const bytes = bytesOf(code)
  return [uleb(bytes.length), bytes]
}

function named(text: string): Code {
  return sized([...Buffer.from(text)])
}

function bytesOf(code: Code): number[] {
  return code.flatMap((part) => (typeof part === 'number' ? [part] : bytesOf(part)))
}

/** An unsigned number, seven bits a byte. */
function uleb(value: number): Code {
  return value < 128 ? [value] : [(value % 128) + 128, uleb(Math.floor(value / 128))]
}

/** A signed one. */
function sleb(value: number): Code {
  const low = ((value % 128) + 128) % 128
  const rest = Math.floor(value / 128)
  const isLast = (rest === 0 && low < 64) || (rest === -1 && low >= 64)
  return isLast ? [low] : [low + 128, sleb(rest)]
}
