import {
  call,
  drop,
  forEver,
  getVariable,
  giveBack,
  guestModule,
  i32,
  i64,
  isEqual,
  load,
  setVariable,
  store,
  textAt,
  trap,
  when,
  type Code,
} from './guest-module.ts'

const wasi = (name: string): string => `wasi_snapshot_preview1.${name}`
const writes = { [wasi('fd_write')]: 'iiii->i' }
const exits = { [wasi('proc_exit')]: 'i->' }
const receives = { 'sim_process.receive': 'i->i' }

type At = (name: string) => number

/** Room for what a guest reads, behind everything else. */
const roomAt = 8192
const roomBytes = 16_384

/** Writes some bytes of the memory to stdout. */
const say = (at: At, from: Code, length: Code): Code => [
  [store(0, from), store(4, length)],
  [i32(1), i32(0), i32(1), i32(8), call(at('fd_write')), drop],
]

export const returns = (entry?: string): Uint8Array =>
  guestModule({ start: () => [], ...(entry !== undefined && { entry }) })

export const exitsWith = (code: number): Uint8Array =>
  guestModule({ imports: exits, start: (at) => [i32(code), call(at('proc_exit'))] })

/** Says something, then traps. */
export const traps = (text = 'before it\n'): Uint8Array =>
  guestModule({
    imports: writes,
    text,
    start: (at) => [say(at, i32(textAt), i32(Buffer.byteLength(text))), trap],
  })

export const recurses = (): Uint8Array => guestModule({ start: (at) => [call(at('_start'))] })

/** Writes although it has no memory that could be read. */
export const hasNoMemory = (): Uint8Array =>
  guestModule({
    imports: writes,
    hasMemory: false,
    start: (at) => [i32(1), i32(0), i32(1), i32(8), call(at('fd_write')), drop],
  })

/** Computes for ever. */
export const loops = (): Uint8Array => guestModule({ start: () => forEver([]) })

/** Waits for messages for ever, whatever comes. */
export const waits = (): Uint8Array =>
  guestModule({
    imports: receives,
    start: (at) => forEver([i32(-1), call(at('receive')), drop]),
  })

/** Waits for messages until it is asked to stop. */
export const serves = (): Uint8Array =>
  guestModule({
    imports: receives,
    start: (at) => forEver([i32(-1), call(at('receive')), i32(5), isEqual, when(giveBack)]),
  })

/** Says `ready`, then says what it reads, until that ends. */
export const repeatsItsInput = (): Uint8Array =>
  guestModule({
    imports: { ...writes, [wasi('fd_read')]: 'iiii->i' },
    text: 'ready\n',
    start: (at) => [
      say(at, i32(textAt), i32(6)),
      forEver([
        [store(16, i32(roomAt)), store(20, i32(roomBytes))],
        [i32(0), i32(16), i32(1), i32(24), call(at('fd_read')), drop],
        [load(24), i32(0), isEqual, when(giveBack)],
        say(at, i32(roomAt), load(24)),
      ]),
    ],
  })

/** Says its arguments or its variables, each with a zero byte behind it. */
export const saysIts = (what: 'args' | 'environ'): Uint8Array =>
  guestModule({
    imports: {
      ...writes,
      [wasi(`${what}_sizes_get`)]: 'ii->i',
      [wasi(`${what}_get`)]: 'ii->i',
    },
    start: (at) => [
      [i32(16), i32(20), call(at(`${what}_sizes_get`)), drop],
      [i32(textAt), i32(roomAt), call(at(`${what}_get`)), drop],
      say(at, i32(roomAt), load(20)),
    ],
  })

/** Opens its text as a path below the first directory that it was given, to read; exits with the error number. */
export const opens = (path: string): Uint8Array =>
  guestModule({
    imports: { ...exits, [wasi('path_open')]: 'iiiiiIIii->i' },
    text: path,
    start: (at) => [
      [i32(3), i32(1), i32(textAt), i32(Buffer.byteLength(path)), i32(0), i64(2), i64(0), i32(0)],
      [i32(16), call(at('path_open')), call(at('proc_exit'))],
    ],
  })

/** Asks for so many pages of memory. Traps if it does not get them, as an allocator does; says `grown` if it does. */
export const growsBy = (pages: number): Uint8Array =>
  guestModule({
    imports: writes,
    text: 'grown\n',
    start: (at) => [
      [i32(pages), 0x40, 0, i32(-1), isEqual, when(trap)],
      say(at, i32(textAt), i32(6)),
    ],
  })

/**
 * Makes a list, and keeps all of it, until there is no more of the JavaScript heap. Its one type of structure has a
 * reference to another such structure.
 */
export const fillsItsHeap = (): Uint8Array =>
  Buffer.concat([
    Buffer.from('\0asm\x01\0\0\0', 'latin1'),
    // Types: the structure, and a function without parameters.
    Buffer.from('0109025f01630001600000', 'hex'),
    Buffer.from('03020101', 'hex'),
    Buffer.from('0503010001', 'hex'),
    Buffer.from('070a01065f73746172740000', 'hex'),
    // A variable for the list; a loop that makes a structure of it, and keeps that in it.
    Buffer.from('0a1301110101630003402000fb000021000c000b0b', 'hex'),
  ])

/** Sends `a` and `b` to a name, then ends with a code. */
export const sendsTo = (name: string, code: number): Uint8Array =>
  guestModule({
    imports: { ...exits, 'sim_process.send': 'iiiiiii->i' },
    text: `ab${name}`,
    start: (at) => {
      const send = (place: number): Code => [
        [i32(textAt + 2), i32(Buffer.byteLength(name)), i32(0), i32(0)],
        [i32(place), i32(1), i32(1), call(at('send')), drop],
      ]
      return [send(textAt), send(textAt + 1), i32(code), call(at('proc_exit'))]
    },
  })

/** Imports what nobody offers. */
export const importsNothingKnown = (): Uint8Array =>
  guestModule({ imports: { 'elsewhere.unknown': '->' }, start: () => [] })

/** Says how many directories it was given. */
export const countsItsDirectories = (): Uint8Array =>
  guestModule({
    imports: { ...exits, [wasi('fd_prestat_get')]: 'ii->i' },
    variables: 1,
    start: (at) =>
      forEver([
        [getVariable(0), i32(3), 0x6a, i32(16), call(at('fd_prestat_get'))],
        when([getVariable(0), call(at('proc_exit'))]),
        [getVariable(0), i32(1), 0x6a, setVariable(0)],
      ]),
  })
