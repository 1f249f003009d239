import { Fd, wasi as abi } from '@bjorn3/browser_wasi_shim'
import * as fs from 'node:fs'
import { attempt, Refusal } from './errno.mjs'
import { FileStatus, openFlags, typeOf, wantedTimes } from './file-status.mjs'
import { everyRight, GrantedFile } from './granted-file.mjs'
import { grantedPath } from './granted-path.mjs'

const followsLinks = 1

/** A real directory that was granted, or one below it: all that a guest sees of the machine's files. */
export class GrantedDirectory extends Fd {
  #grant
  #path
  #entries = []

  /** `grant`: what was granted, with the real path of its `root`. `path`: the directory itself. */
  constructor(grant, path = grant.root) {
    super()
    this.#grant = grant
    this.#path = path
  }

  /** Where a path leads that the guest named. Throws what the guest is to be told. */
  placeOf(path, { follows = false, writes = false } = {}) {
    try {
      const place = grantedPath(this.#grant.root, this.#path, path, follows)
      if (writes && !this.#grant.isWritable) throw new Refusal('EROFS')
      return place
    } catch (error) {
      if (error.code === 'ENOTCAPABLE') this.#grant.onDenied(error.message)
      throw error
    }
  }

  fd_fdstat_get() {
    const fdstat = new abi.Fdstat(abi.FILETYPE_DIRECTORY, 0)
    fdstat.fs_rights_base = everyRight
    fdstat.fs_rights_inherited = everyRight
    return { ret: abi.ERRNO_SUCCESS, fdstat }
  }

  /** Only what was granted has a name; what was opened below it has none. */
  fd_prestat_get() {
    if (this.#path !== this.#grant.root) return { ret: abi.ERRNO_BADF, prestat: null }
    return { ret: abi.ERRNO_SUCCESS, prestat: abi.Prestat.dir(this.#grant.name) }
  }

  fd_filestat_get() {
    return attempt(() => ({ filestat: statusOf(this.#path, true) }))
  }

  fd_readdir_single(cookie) {
    const place = Number(cookie)
    return attempt(() => {
      if (place === 0) this.#entries = listed(this.#path)
      const entry = this.#entries[place]
      return {
        dirent: entry ? new abi.Dirent(cookie + 1n, 0n, entry.name, entry.type) : null,
      }
    })
  }

  path_filestat_get(flags, path) {
    const follows = (flags & followsLinks) !== 0
    return attempt(() => ({ filestat: statusOf(this.placeOf(path, { follows }), follows) }))
  }

  path_filestat_set_times(flags, path, atim, mtim, which) {
    const follows = (flags & followsLinks) !== 0
    return attempt(() => {
      const place = this.placeOf(path, { follows, writes: true })
      const status = fs.lstatSync(place, { bigint: true })
      fs.lutimesSync(place, ...wantedTimes(status, atim, mtim, which))
    }).ret
  }

  path_create_directory(path) {
    return attempt(() => fs.mkdirSync(this.placeOf(path, { writes: true }))).ret
  }

  path_remove_directory(path) {
    return attempt(() => fs.rmdirSync(this.placeOf(path, { writes: true }))).ret
  }

  path_unlink_file(path) {
    return attempt(() => fs.unlinkSync(this.placeOf(path, { writes: true }))).ret
  }

  path_readlink(path) {
    return attempt(() => ({ data: fs.readlinkSync(this.placeOf(path)) }))
  }

  path_open(dirflags, path, oflags, rights, _inheriting, fdflags) {
    const reads = (rights & BigInt(abi.RIGHTS_FD_READ)) !== 0n
    const writes = (rights & BigInt(abi.RIGHTS_FD_WRITE)) !== 0n
    const changes = writes || (oflags & (abi.OFLAGS_CREAT | abi.OFLAGS_TRUNC)) !== 0
    const follows = (dirflags & followsLinks) !== 0
    return attempt(() => {
      const place = this.placeOf(path, { follows, writes: changes })
      const existing = fs.lstatSync(place, { throwIfNoEntry: false })
      if (existing?.isDirectory()) return this.#openDirectory(place, writes, oflags)
      if ((oflags & abi.OFLAGS_DIRECTORY) !== 0) {
        throw new Refusal(existing === undefined ? 'ENOENT' : 'ENOTDIR')
      }
      const flags = openFlags({ reads, writes, oflags, fdflags })
      const fd = openRegularFile(place, flags)
      return { fd_obj: new GrantedFile(fd, (fdflags & abi.FDFLAGS_APPEND) !== 0) }
    })
  }

  #openDirectory(place, writes, oflags) {
    if ((oflags & abi.OFLAGS_EXCL) !== 0) throw new Refusal('EEXIST')
    if (writes) throw new Refusal('EISDIR')
    return { fd_obj: new GrantedDirectory(this.#grant, place) }
  }
}

/** Pipes, sockets and devices can block a thread for ever, beyond the reach of whoever wants to end it. */
function openRegularFile(place, flags) {
  const fd = fs.openSync(place, flags, 0o666)
  if (fs.fstatSync(fd).isFile()) return fd
  fs.closeSync(fd)
  throw new Refusal('ENOTSUP')
}

function statusOf(place, follows) {
  const read = follows ? fs.statSync : fs.lstatSync
  return new FileStatus(read(place, { bigint: true }))
}

function listed(path) {
  const own = ['.', '..'].map((name) => ({ name, type: abi.FILETYPE_DIRECTORY }))
  const entries = fs.readdirSync(path, { withFileTypes: true })
  return [...own, ...entries.map((entry) => ({ name: entry.name, type: typeOf(entry) }))]
}
