import { wasi as abi } from '@bjorn3/browser_wasi_shim'
import { constants } from 'node:fs'

/** What `fstat` and its like tell, of a status that was read with `bigint: true`. */
export class FileStatus extends abi.Filestat {
  constructor(status) {
    super(status.ino, typeOf(status), status.size)
    this.dev = status.dev
    this.nlink = status.nlink
    this.atim = status.atimeNs
    this.mtim = status.mtimeNs
    this.ctim = status.ctimeNs
  }

  /** The shim's own puts the times where they do not belong. */
  write_bytes(view, at) {
    const fields = [this.nlink, this.size, this.atim, this.mtim, this.ctim]
    view.setBigUint64(at, BigInt.asUintN(64, this.dev), true)
    view.setBigUint64(at + 8, this.ino, true)
    view.setBigUint64(at + 16, BigInt(this.filetype), true)
    fields.forEach((field, n) =>
      view.setBigUint64(at + 24 + n * 8, BigInt.asUintN(64, field), true),
    )
  }
}

/** Of a status, or of an entry of a directory. */
export function typeOf(entry) {
  if (entry.isFile()) return abi.FILETYPE_REGULAR_FILE
  if (entry.isDirectory()) return abi.FILETYPE_DIRECTORY
  if (entry.isSymbolicLink()) return abi.FILETYPE_SYMBOLIC_LINK
  return abi.FILETYPE_UNKNOWN
}

/** The two times, in seconds, that a guest wants to set; one that it leaves alone stays as it is. */
export function wantedTimes(status, atim, mtim, flags) {
  const now = Date.now() / 1000
  const pick = (setsGiven, setsNow, given, old) => {
    if ((flags & setsNow) !== 0) return now
    return (flags & setsGiven) === 0 ? Number(old) / 1e9 : Number(given) / 1e9
  }
  return [
    pick(abi.FSTFLAGS_ATIM, abi.FSTFLAGS_ATIM_NOW, atim, status.atimeNs),
    pick(abi.FSTFLAGS_MTIM, abi.FSTFLAGS_MTIM_NOW, mtim, status.mtimeNs),
  ]
}

/** The flags of `open` for those of `path_open`. It never waits, and follows no link: links are resolved before. */
export function openFlags({ reads, writes, oflags, fdflags }) {
  const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_SYNC } = constants
  const access = writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY
  const wanted = [
    [oflags & abi.OFLAGS_CREAT, O_CREAT],
    [oflags & abi.OFLAGS_EXCL, O_EXCL],
    [oflags & abi.OFLAGS_TRUNC, O_TRUNC],
    [fdflags & abi.FDFLAGS_APPEND, O_APPEND],
    [fdflags & (abi.FDFLAGS_SYNC | abi.FDFLAGS_DSYNC), O_SYNC],
  ]
  const always = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  return wanted.reduce(
    (flags, [isWanted, flag]) => (isWanted ? flags | flag : flags),
    access | always,
  )
}
