import { expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { WasmOptions } from '../../src/wasm/wasm-options.ts'
import { wasmBody } from '../../src/wasm/wasm-body.ts'
import { drop, get, i32, i64, load, store } from './assemble.ts'
import { fileTree } from './file-tree.ts'
import { bufferAt, bufferBytes, opens, says, textAt } from './guests.ts'
import { fakeHost, runGuest } from './running-guest.ts'

// Numbers of WASI preview 1 (documented).
const errno = {
  ok: 0,
  exist: 20,
  isdir: 31,
  loop: 32,
  noent: 44,
  notdir: 54,
  notsup: 58,
  rofs: 69,
  notcapable: 76,
}
const rights = { read: 2n, write: 64n }
const oflags = { create: 1, directory: 2, exclusive: 4, truncate: 8 }

/** Opens a path and exits with the error number. */
async function open(
  path: string,
  how: Parameters<typeof opens>[0] & Pick<WasmOptions, 'grants'> & { writable?: boolean } = {},
) {
  const { grants, writable = false, ...call } = how
  using files = fileTree()
  const denied: string[] = []
  const { end } = await runGuest(opens(call), {
    args: [path],
    grants: grants ?? { '/data': { path: files.work, writable } },
    onDenied: (text) => denied.push(text),
  })
  return { code: 'status' in end ? end.status.code : end, denied }
}

test.each(['file', 'sub', 'sub/inner', './sub/../file', 'sub/./deep/../../file', 'link', '.', ''])(
  '%j is below what was granted',
  async (path) => {
    expect(await open(path)).toEqual({ code: errno.ok, denied: [] })
  },
)

test.each([
  '..',
  '../secret',
  '../workshop',
  'sub/../../secret',
  'sub/deep/../../..',
  '/',
  '/etc/passwd',
  'way-out',
  'up/secret',
  'up',
  '../nothing',
  '../nothing/at/all',
])('%j is denied', async (path) => {
  expect(await open(path)).toEqual({
    code: errno.notcapable,
    denied: [`Permission to '${path}' denied`],
  })
})

test.each(['sub', 'sub/deep'])(
  'what is below %s is reached from each directory above it',
  async (above) => {
    using files = fileTree()
    writeFileSync(`${files.work}/sub/deep/leaf`, 'leaf')
    const grants = { '/data': `${files.work}/${above}` }

    const allowed = await open(above === 'sub' ? 'deep/leaf' : 'leaf', { grants })
    const forbidden = await open('../file', { grants })

    expect(allowed).toEqual({ code: errno.ok, denied: [] })
    expect(forbidden.code).toBe(errno.notcapable)
  },
)

test('nothing is granted by default', async () => {
  // EBADF: there is no third file.
  expect((await open('file', { grants: {} })).code).toBe(8)
})

test('a link is not followed unless it is asked for', async () => {
  expect((await open('link', { dirflags: 0 })).code).toBe(errno.loop)
})

test.each([
  ['nothing', 'missing', {}, errno.noent],
  ['a link that leads nowhere', 'missing/file', {}, errno.noent],
  ['a file where a directory is wanted', 'file', { oflags: oflags.directory }, errno.notdir],
  ['nothing where a directory is wanted', 'nil', { oflags: oflags.directory }, errno.noent],
  ['a file as a directory', 'file/x', {}, errno.notdir],
  ['a device', '../dev/null', { grants: { '/': '/tmp' } }, errno.notcapable],
])('%s is not opened', async (_what, path, how, code) => {
  expect((await open(path, how)).code).toBe(code)
})

test.each([
  ['writing', 'file', { rights: rights.write }],
  ['creating', 'new', { oflags: oflags.create }],
  ['truncating', 'file', { oflags: oflags.truncate }],
])('%s needs a grant for writing', async (_what, path, how) => {
  expect((await open(path, how)).code).toBe(errno.rofs)
  expect((await open(path, { ...how, writable: true })).code).toBe(errno.ok)
})

test.each([
  ['a directory for writing', 'sub', { rights: rights.write }, errno.isdir],
  [
    'what must be new and is a file',
    'file',
    { oflags: oflags.create | oflags.exclusive },
    errno.exist,
  ],
  [
    'what must be new and is a directory',
    'sub',
    { oflags: oflags.create | oflags.exclusive },
    errno.exist,
  ],
  ['a new file through a link out of the grant', 'dangling', { oflags: oflags.create }, errno.loop],
])('%s is not opened, even with a grant for writing', async (_what, path, how, code) => {
  expect((await open(path, { ...how, writable: true })).code).toBe(code)
})

test('a pipe is not opened, since nobody could end a thread that waits for its other end', async () => {
  using files = fileTree()
  execFileSync('mkfifo', [`${files.work}/pipe`])
  const grants = { '/data': { path: files.work, writable: true } }

  const reading = await open('pipe', { grants })

  expect(reading.code).toBe(errno.notsup)
})

test.each(['thread', 'process'] as const)('a guest in a %s reads a file', async (isolation) => {
  using files = fileTree()
  const reads = opens({}, ['fd_read', 'fd_seek', 'fd_close'], (call) => [
    [get(0), i64(1n), i32(0), i32(32), call('fd_seek'), drop],
    [store(16, i32(bufferAt)), store(20, i32(bufferBytes))],
    [get(0), i32(16), i32(1), i32(40), call('fd_read'), drop],
    [i32(bufferAt), load(40), call('put'), get(0), call('fd_close'), call('proc_exit')],
  ])

  const { text, end } = await runGuest(reads, {
    isolation,
    args: ['sub/inner'],
    grants: { '/data': pathToFileURL(files.work) },
  })

  expect({ text, end }).toEqual({ text: 'nner', end: { status: { code: 0 } } })
})

/** Writes `new` to its file. */
const writes = (how: Parameters<typeof opens>[0], twice = false) =>
  opens(
    { rights: rights.write, ...how },
    [],
    (call) => [
      [store(16, i32(textAt + 256)), store(20, i32(3))],
      [get(0), i32(16), i32(1), i32(40), call('fd_write'), drop],
      twice ? [get(0), i32(16), i32(1), i32(40), call('fd_write'), drop] : [],
    ],
    { data: { [textAt + 256]: 'new' } },
  )

test.each([
  ['over what is there', 'file', {}, 'newlo'],
  ['into an emptied file', 'file', { oflags: oflags.truncate }, 'new'],
  ['into a new file', 'sub/new', { oflags: oflags.create }, 'new'],
] as const)('a guest with a grant for writing writes %s', async (_what, path, how, content) => {
  using files = fileTree()

  await runGuest(writes(how), {
    args: [path],
    grants: { '/data': { path: files.work, writable: true } },
  })

  expect(readFileSync(`${files.work}/${path}`, 'utf8')).toBe(content)
})

test('one write follows the other', async () => {
  using files = fileTree()

  await runGuest(writes({}, true), {
    args: ['file'],
    grants: { '/data': { path: files.work, writable: true } },
  })

  expect(readFileSync(`${files.work}/file`, 'utf8')).toBe('newnew')
})

test('what is granted must be a directory', async () => {
  using files = fileTree()
  const start = (path: string) => wasmBody(says('x'), { grants: { '/data': path } })(fakeHost())

  for (const path of [`${files.work}/file`, `${files.root}/nothing`]) {
    await expect(start(path)).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTIONS',
      message: `grants['/data'] of guest must be a directory, got ${path}`,
    })
  }
})

test('a guest that leaves its files open leaves none to the host', async () => {
  using files = fileTree()
  const leave = () => runGuest(opens({}), { args: ['file'], grants: { '/data': files.work } })
  await leave()
  const before = readdirSync('/proc/self/fd').length

  await leave()

  expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before)
})
