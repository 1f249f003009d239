import { Fd, wasi as abi } from '@bjorn3/browser_wasi_shim'
import * as fs from 'node:fs'
import { attempt, Refusal } from './errno.mjs'
import { FileStatus, wantedTimes } from './file-status.mjs'

/** No read takes more at once; a guest asks again. */
const mostBytesAtOnce = 16 * 1024 * 1024

/** A real file, open as the guest asked for. It has its own position, so that reads never depend on the host's. */
export class GrantedFile extends Fd {
  #fd
  #appends
  #position = 0

  constructor(fd, appends) {
    super()
    this.#fd = fd
    this.#appends = appends
  }

  fd_close() {
    return attempt(() => fs.closeSync(this.#fd)).ret
  }

  fd_fdstat_get() {
    const flags = this.#appends ? abi.FDFLAGS_APPEND : 0
    const fdstat = new abi.Fdstat(abi.FILETYPE_REGULAR_FILE, flags)
    fdstat.fs_rights_base = everyRight
    return { ret: abi.ERRNO_SUCCESS, fdstat }
  }

  fd_fdstat_set_flags(flags) {
    this.#appends = (flags & abi.FDFLAGS_APPEND) !== 0
    return abi.ERRNO_SUCCESS
  }

  fd_filestat_get() {
    return attempt(() => ({ filestat: new FileStatus(this.#status()) }))
  }

  fd_filestat_set_size(size) {
    return attempt(() => fs.ftruncateSync(this.#fd, Number(size))).ret
  }

  fd_filestat_set_times(atim, mtim, flags) {
    return attempt(() =>
      fs.futimesSync(this.#fd, ...wantedTimes(this.#status(), atim, mtim, flags)),
    ).ret
  }

  fd_allocate(offset, length) {
    const size = offset + length
    return this.#status().size >= size ? abi.ERRNO_SUCCESS : this.fd_filestat_set_size(size)
  }

  fd_sync() {
    return attempt(() => fs.fsyncSync(this.#fd)).ret
  }

  fd_pread(size, offset) {
    return attempt(() => ({ data: this.#read(size, Number(offset)) }))
  }

  fd_pwrite(data, offset) {
    return attempt(() => ({
      nwritten: fs.writeSync(this.#fd, data, 0, data.length, Number(offset)),
    }))
  }

  fd_read(size) {
    return attempt(() => {
      const data = this.#read(size, this.#position)
      this.#position += data.length
      return { data }
    })
  }

  fd_write(data) {
    return attempt(() => {
      if (this.#appends) this.#position = Number(this.#status().size)
      const nwritten = fs.writeSync(this.#fd, data, 0, data.length, this.#position)
      this.#position += nwritten
      return { nwritten }
    })
  }

  fd_seek(offset, whence) {
    const moved = attempt(() => {
      const position = this.#origin(whence) + Number(offset)
      if (position < 0) throw new Refusal('EINVAL')
      this.#position = position
    })
    return { ret: moved.ret, offset: BigInt(this.#position) }
  }

  fd_tell() {
    return { ret: abi.ERRNO_SUCCESS, offset: BigInt(this.#position) }
  }

  #origin(whence) {
    if (whence === abi.WHENCE_SET) return 0
    return whence === abi.WHENCE_CUR ? this.#position : Number(this.#status().size)
  }

  #read(size, position) {
    const data = new Uint8Array(Math.min(size, mostBytesAtOnce))
    return data.subarray(0, fs.readSync(this.#fd, data, 0, data.length, position))
  }

  #status() {
    return fs.fstatSync(this.#fd, { bigint: true })
  }
}

/** What may be done is decided when a file is opened, and by the kernel; C masks what it asks for with these. */
export const everyRight = (1n << 29n) - 1n
