import {
  add,
  assemble,
  drop,
  equal,
  get,
  i32,
  i64,
  load,
  repeat,
  set,
  stopIf,
  store,
  when,
  type AssembledFunction,
  type Assembly,
  type Code,
} from './assemble.ts'

const wasiTypes: Readonly<Record<string, string>> = {
  args_get: 'ii:i',
  args_sizes_get: 'ii:i',
  environ_get: 'ii:i',
  environ_sizes_get: 'ii:i',
  fd_allocate: 'iII:i',
  fd_close: 'i:i',
  fd_filestat_get: 'ii:i',
  fd_filestat_set_size: 'iI:i',
  fd_filestat_set_times: 'iIIi:i',
  fd_pread: 'iiiIi:i',
  fd_pwrite: 'iiiIi:i',
  fd_tell: 'ii:i',
  path_link: 'iiiiiii:i',
  fd_prestat_dir_name: 'iii:i',
  fd_read: 'iiii:i',
  fd_readdir: 'iiiIi:i',
  fd_seek: 'iIii:i',
  fd_write: 'iiii:i',
  path_create_directory: 'iii:i',
  path_filestat_get: 'iiiii:i',
  path_open: 'iiiiiIIii:i',
  path_readlink: 'iiiiii:i',
  path_remove_directory: 'iii:i',
  path_rename: 'iiiiii:i',
  path_unlink_file: 'iii:i',
  poll_oneoff: 'iiii:i',
  proc_exit: 'i:',
  random_get: 'ii:i',
}

const simTypes: Readonly<Record<string, string>> = {
  receive: 'i:i',
  data: 'ii:i',
  format: ':i',
  sender: 'ii:i',
  tag: 'ii:i',
  pid: 'ii:i',
  request: ':i',
  send: 'iiiiiii:i',
  reply: 'iiii:i',
}

type Call = (name: string) => Code

/** A program with the calls that it names, and the functions below, which all work with fixed places in memory. */
export function program(
  calls: readonly string[],
  code: (call: Call) => Code,
  rest: Partial<Assembly> & { readonly locals?: number } = {},
): Uint8Array {
  const { locals = 4, functions = {}, ...assembly } = rest
  const names = new Set(['fd_write', ...calls])
  const imports = Object.fromEntries(
    Array.from(names, (name) => {
      const wasi = wasiTypes[name]
      if (wasi !== undefined) return [`wasi_snapshot_preview1.${name}`, wasi]
      return [`sim_process.${name}`, simTypes[name] ?? ':']
    }),
  )
  return assemble({
    imports,
    functions: { ...functions, put, _start: { locals, code } },
    ...assembly,
  })
}

/** `put(at, length)`: writes to stdout. Uses the first 16 bytes of the memory. */
const put: AssembledFunction = {
  type: 'ii:',
  code: (call) => [
    store(0, get(0)),
    store(4, get(1)),
    [i32(1), i32(0), i32(1), i32(8), call('fd_write'), drop],
  ],
}

/** Where texts of programs stand. */
export const textAt = 1024
/** Where programs read to. */
export const bufferAt = 4096
export const bufferBytes = 32_768

export const says = (text: string): Uint8Array =>
  program([], (call) => [i32(textAt), i32(Buffer.byteLength(text)), call('put')], {
    data: { [textAt]: text },
  })

export const exitsWith = (code: number): Uint8Array =>
  program(['proc_exit'], (call) => [i32(code), call('proc_exit')])

/** Turns in a loop, and never calls anyone. */
export const loopsForever = (): Uint8Array => program([], () => repeat([]))

/** Sleeps for ever in `receive`. */
export const waitsForMail = (): Uint8Array =>
  program(['receive'], (call) => repeat([i32(-1), call('receive'), drop]))

/** Sleeps for a thousand hours in `poll_oneoff`; could take messages, and takes none. */
export const sleeps = (): Uint8Array =>
  program(['poll_oneoff', 'receive'], (call) => [
    // Event type 0 is a clock, clock 1 is the monotonic one.
    [store(512 + 8, i32(0)), store(512 + 16, i32(1))],
    [i32(512 + 24), i64(3_600_000_000_000_000n), 0x37, 3, 0],
    [i32(512), i32(576), i32(1), i32(640), call('poll_oneoff'), drop],
  ])

/** Says `ready`, then copies its stdin to its stdout. */
export const copiesItsInput = (): Uint8Array =>
  program(
    ['fd_read'],
    (call) => [
      [i32(textAt), i32(6), call('put')],
      repeat([
        store(16, i32(bufferAt)),
        store(20, i32(bufferBytes)),
        [i32(0), i32(16), i32(1), i32(24), call('fd_read'), drop],
        stopIf(equal(load(24), i32(0))),
        [i32(bufferAt), load(24), call('put')],
      ]),
      [i32(textAt + 6), i32(4), call('put')],
    ],
    { data: { [textAt]: 'ready\nend\n' } },
  )

/** Says its arguments or its variables, each with a zero byte behind it. */
export const saysItsTexts = (calls: 'args' | 'environ'): Uint8Array =>
  program([`${calls}_sizes_get`, `${calls}_get`], (call) => [
    [i32(16), i32(20), call(`${calls}_sizes_get`), drop],
    [i32(textAt), i32(bufferAt), call(`${calls}_get`), drop],
    [i32(bufferAt), load(20), call('put')],
  ])

/**
 * Says of everything that it receives its kind, its format, its sender, its tag and its data, a line each; answers
 * requests with what was asked; ends when it is asked to.
 */
export const saysItsMail = (): Uint8Array =>
  program(
    ['receive', 'data', 'format', 'sender', 'tag', 'request', 'reply'],
    (call) => {
      const field = (name: string): Code => [
        [i32(bufferAt), i32(bufferBytes), call(name), set(1)],
        when([get(1), i32(0), 0x4e], [i32(bufferAt), get(1), call('put')]),
        [i32(textAt), i32(1), call('put')],
      ]
      const digit = (value: Code): Code => [
        store(32, add(value, i32(48))),
        [i32(32), i32(1), call('put'), i32(textAt), i32(1), call('put')],
      ]
      return repeat([
        [i32(-1), call('receive'), set(0)],
        digit(get(0)),
        when(equal(get(0), i32(5)), [0x0f]),
        digit(call('format')),
        field('sender'),
        field('tag'),
        field('data'),
        [i32(textAt + 1), i32(1), call('put')],
        when(equal(get(0), i32(2)), [
          call('request'),
          i32(bufferAt),
          get(1),
          call('format'),
          call('reply'),
          drop,
        ]),
      ])
    },
    { data: { [textAt]: '|\n' } },
  )

/** Opens the path that is its first argument, as a call of `path_open` says, then does more with the file (local 0). */
export const opens = (
  { rights = 2n, oflags = 0, dirflags = 1, fd = 3 },
  calls: readonly string[] = [],
  code: (call: Call) => Code = () => [],
  rest: Partial<Assembly> = {},
): Uint8Array =>
  program(
    ['args_sizes_get', 'args_get', 'path_open', 'proc_exit', ...calls],
    (call) => [
      [i32(16), i32(20), call('args_sizes_get'), drop],
      [i32(textAt), i32(bufferAt), call('args_get'), drop],
      [i32(fd), i32(dirflags), i32(bufferAt), add(load(20), i32(-1)), i32(oflags)],
      [i64(rights), i64(rights), i32(0), i32(24), call('path_open'), set(1)],
      when(get(1), [get(1), call('proc_exit')]),
      load(24),
      set(0),
      code(call),
    ],
    rest,
  )
