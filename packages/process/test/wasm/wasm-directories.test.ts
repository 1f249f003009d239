import { expect, test } from '@jest/globals'
import {
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { add, drop, get, i32, i64, load, store, type Code } from './assemble.ts'
import { fileTree } from './file-tree.ts'
import { bufferAt, bufferBytes, opens, program, textAt } from './guests.ts'
import { runGuest } from './running-guest.ts'

// Numbers of WASI preview 1 (documented).
const errno = { notempty: 55, noent: 44, rofs: 69, notcapable: 76 }
const bothRights = 66n

/** Two paths, as the arguments of a call. */
const [oneAt, otherAt] = [textAt, textAt + 256]

/** Makes one call about paths, and exits with its error number. */
async function callAbout(
  name: string,
  work: string,
  [one, other = '']: readonly [string, string?],
  call: (one: Code, other: Code) => Code,
  writable = true,
) {
  const texts = [
    [i32(oneAt), i32(Buffer.byteLength(one))],
    [i32(otherAt), i32(Buffer.byteLength(other))],
  ] as const
  const guest = program(
    [name, 'proc_exit'],
    (of) => [call(texts[0], texts[1]), of(name), of('proc_exit')],
    { data: { [oneAt]: one, [otherAt]: other } },
  )
  const { end } = await runGuest(guest, { grants: { '/data': { path: work, writable } } })
  return 'status' in end ? end.status.code : end
}

const about = (path: Code): Code => [i32(3), path]
const aboutTwo = (one: Code, other: Code): Code => [i32(3), one, i32(3), other]

test('a guest makes and removes directories and removes files', async () => {
  using files = fileTree()
  const { work } = files

  const codes = [
    await callAbout('path_create_directory', work, ['made'], about),
    await callAbout('path_remove_directory', work, ['sub'], about),
    await callAbout('path_unlink_file', work, ['sub/inner'], about),
    await callAbout('path_remove_directory', work, ['sub/deep'], about),
    await callAbout('path_remove_directory', work, ['sub'], about),
    await callAbout('path_unlink_file', work, ['way-out'], about),
  ]

  expect(codes).toEqual([0, errno.notempty, 0, 0, 0, 0])
  expect(readdirSync(work).toSorted()).toEqual(['dangling', 'file', 'link', 'made', 'up'])
  expect(existsSync(`${files.root}/secret`)).toBe(true)
})

test('a guest renames and links files', async () => {
  using files = fileTree()

  const codes = [
    await callAbout('path_rename', files.work, ['file', 'sub/file'], aboutTwo),
    await callAbout('path_link', files.work, ['sub/file', 'again'], (one, other) => [
      [i32(3), i32(0), one, i32(3), other],
    ]),
    await callAbout('path_rename', files.work, ['nothing', 'x'], aboutTwo),
  ]

  expect(codes).toEqual([0, 0, errno.noent])
  expect(readFileSync(`${files.work}/again`, 'utf8')).toBe('hello')
  expect(existsSync(`${files.work}/file`)).toBe(false)
})

test.each([
  ['path_create_directory', ['../made'], about],
  ['path_unlink_file', ['../secret'], about],
  ['path_unlink_file', ['up/secret'], about],
  ['path_rename', ['file', '../file'], aboutTwo],
  ['path_rename', ['../secret', 'file'], aboutTwo],
  ['path_filestat_get', ['../secret'], (path: Code) => [i32(3), i32(0), path, i32(bufferAt)]],
  ['path_filestat_get', ['way-out'], (path: Code) => [i32(3), i32(1), path, i32(bufferAt)]],
] as const)('%s of %j is denied', async (name, paths, call) => {
  using files = fileTree()

  expect(await callAbout(name, files.work, paths, call)).toBe(errno.notcapable)
  expect(readFileSync(`${files.root}/secret`, 'utf8')).toBe('secret')
})

test.each([
  ['path_create_directory', ['made'], about],
  ['path_unlink_file', ['file'], about],
  ['path_remove_directory', ['sub/deep'], about],
  ['path_rename', ['file', 'other'], aboutTwo],
] as const)('%s needs a grant for writing', async (name, paths, call) => {
  using files = fileTree()

  expect(await callAbout(name, files.work, paths, call, false)).toBe(errno.rofs)
})

test('a guest lists a directory', async () => {
  using files = fileTree()
  const lists = opens({}, ['fd_readdir'], (call) => [
    [get(0), i32(bufferAt), i32(bufferBytes), i64(0n), i32(40), call('fd_readdir'), drop],
    [i32(bufferAt), load(40), call('put')],
  ])

  const { text } = await runGuest(lists, { args: ['sub'], grants: { '/data': files.work } })

  expect(text.match(/[a-z.]+/g)).toEqual(expect.arrayContaining(['.', '..', 'deep', 'inner']))
})

test('a link is read, not followed', async () => {
  using files = fileTree()
  const reads = program(
    ['path_readlink'],
    (call) => [
      [i32(3), i32(textAt), i32(7), i32(bufferAt), i32(100), i32(40)],
      [call('path_readlink'), drop, i32(bufferAt), load(40), call('put')],
    ],
    { data: { [textAt]: 'way-out' } },
  )

  expect((await runGuest(reads, { grants: { '/data': files.work } })).text).toBe('../secret')
})

test('a granted directory has the name that it was given', async () => {
  using files = fileTree()
  const saysName = program(['fd_prestat_dir_name'], (call) => [
    [i32(4), i32(bufferAt), i32(6), call('fd_prestat_dir_name'), drop],
    [i32(bufferAt), i32(6), call('put')],
  ])

  const { text } = await runGuest(saysName, {
    grants: { '/first': files.work, '/other': files.root },
  })

  expect(text).toBe('/other')
})

/** Writes as many bytes of the buffer to its file. */
const writesBack = (length: number, call: (name: string) => Code): Code => [
  [store(16, i32(bufferAt)), store(20, i32(length))],
  [get(0), i32(16), i32(1), i32(40), call('fd_write'), drop],
]

test('the status of a file has its parts where WASI wants them', async () => {
  using files = fileTree()
  const path = `${files.work}/file`
  utimesSync(path, 1_000, 2_000)
  linkSync(path, `${files.work}/other`)
  const { ino, dev } = lstatSync(path, { bigint: true })
  const stats = opens({ rights: bothRights }, ['fd_filestat_get'], (call) => [
    [get(0), i32(bufferAt), call('fd_filestat_get'), drop],
    writesBack(64, call),
  ])

  await runGuest(stats, {
    args: ['file'],
    grants: { '/data': { path: files.work, writable: true } },
  })
  const view = new DataView(new Uint8Array(readFileSync(path)).buffer)

  expect({
    dev: view.getBigUint64(0, true),
    ino: view.getBigUint64(8, true),
    type: view.getUint8(16),
    links: view.getBigUint64(24, true),
    size: view.getBigUint64(32, true),
    accessed: view.getBigUint64(40, true),
    modified: view.getBigUint64(48, true),
  }).toEqual({
    dev,
    ino,
    type: 4,
    links: 2n,
    size: 5n,
    accessed: 1_000_000_000_000n,
    modified: 2_000_000_000_000n,
  })
})

test('a guest reads and writes at places, and changes the size and the times of a file', async () => {
  using files = fileTree()
  const path = `${files.work}/file`
  writeFileSync(path, '0123456789')
  const works = opens(
    { rights: bothRights },
    [
      'fd_pread',
      'fd_pwrite',
      'fd_filestat_set_size',
      'fd_filestat_set_times',
      'fd_tell',
      'fd_allocate',
    ],
    (call) => [
      [store(16, i32(bufferAt)), store(20, i32(3))],
      [get(0), i32(16), i32(1), i64(4n), i32(40), call('fd_pread'), drop],
      [get(0), i32(16), i32(1), i64(0n), i32(40), call('fd_pwrite'), drop],
      [get(0), i64(6n), call('fd_filestat_set_size'), drop],
      [get(0), i64(2n), i64(6n), call('fd_allocate'), drop],
      [get(0), i64(0n), i64(5_000_000_000n), i32(4), call('fd_filestat_set_times'), drop],
      [
        get(0),
        i32(48),
        call('fd_tell'),
        load(48),
        add(load(40), i32(0)),
        0x6a,
        0x6a,
        call('proc_exit'),
      ],
    ],
  )

  const { end } = await runGuest(works, {
    args: ['file'],
    grants: { '/data': { path: files.work, writable: true } },
  })

  // No error of `fd_tell`, position 0, three bytes written last.
  expect(end).toEqual({ status: { code: 3 } })
  expect(readFileSync(path, 'latin1')).toBe('456345\0\0')
  expect(statSync(path).mtimeMs).toBe(5_000)
})
