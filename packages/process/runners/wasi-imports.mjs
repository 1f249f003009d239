import { WASI, wasi as abi } from '@bjorn3/browser_wasi_shim'
import { randomFillSync } from 'node:crypto'
import { linkSync, renameSync } from 'node:fs'
import { attempt } from './errno.mjs'
import { pollOneoff } from './poll-oneoff.mjs'

/**
 * WASI preview 1: the shim's, with those calls replaced that would count wrongly, block more than was asked for, spin,
 * or throw what is no error.
 */
export function wasiImports({ host, memory, args, env, fds }) {
  const shim = new WASI(args, env, fds, { debug: false })
  shim.inst = { exports: memory }
  const calls = { ...shim.wasiImport, ...corrections(host, memory, shim) }
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      // A pointer above 2 GiB arrives as a negative number.
      (...values) => call(...values.map((v) => (typeof v === 'number' ? v >>> 0 : v))) ?? 0,
    ]),
  )
}

function corrections(host, memory, shim) {
  const { args, fds } = shim
  return {
    args_sizes_get(count, size) {
      const bytes = args.map((arg) => Buffer.byteLength(arg) + 1)
      memory.view.setUint32(count, args.length, true)
      memory.view.setUint32(
        size,
        bytes.reduce((sum, length) => sum + length, 0),
        true,
      )
    },
    fd_read: (fd, vectors, count, readAt) => readVectors(memory, fds[fd], vectors, count, readAt),
    fd_write: (fd, vectors, count, writtenAt) =>
      writeVectors(memory, fds[fd], vectors, count, writtenAt),
    path_rename: (fd, ...rest) => moveWith(renameSync, memory, fds, fd, ...rest),
    path_link: (fd, _flags, ...rest) => moveWith(linkSync, memory, fds, fd, ...rest),
    poll_oneoff: (at, eventsAt, count, countAt) =>
      pollOneoff({ host, view: memory.view, fds, at, eventsAt, count, countAt }),
    proc_exit: (code) => host.end({ type: 'end', code }),
    proc_raise(signal) {
      throw new Error(`the guest raised signal ${signal}`)
    },
    random_get(at, length) {
      // Read first: what is not within the memory is not made either.
      memory.write(at, randomFillSync(memory.read(at, length)))
    },
    sock_accept: () => abi.ERRNO_NOTSUP,
    sock_recv: () => abi.ERRNO_NOTSUP,
    sock_send: () => abi.ERRNO_NOTSUP,
    sock_shutdown: () => abi.ERRNO_NOTSUP,
  }
}

/** One read for all buffers: a second one could block although there was something to give. */
function readVectors(memory, fd, vectors, count, readAt) {
  if (fd === undefined) return abi.ERRNO_BADF
  const parts = abi.Iovec.read_bytes_array(memory.view, vectors, count)
  const { ret, data } = fd.fd_read(parts.reduce((sum, part) => sum + part.buf_len, 0))
  if (ret !== abi.ERRNO_SUCCESS) return ret
  let from = 0
  for (const { buf, buf_len: length } of parts) {
    memory.write(buf, data.subarray(from, from + length))
    from = Math.min(from + length, data.length)
  }
  memory.view.setUint32(readAt, data.length, true)
  return ret
}

/** One write of all buffers, so that what was written at once stays together. */
function writeVectors(memory, fd, vectors, count, writtenAt) {
  if (fd === undefined) return abi.ERRNO_BADF
  const parts = abi.Ciovec.read_bytes_array(memory.view, vectors, count)
  const data = Buffer.concat(parts.map((part) => memory.read(part.buf, part.buf_len)))
  const { ret, nwritten } = fd.fd_write(data)
  if (ret === abi.ERRNO_SUCCESS) memory.view.setUint32(writtenAt, nwritten, true)
  return ret
}

/** Renames or links, from one granted directory to another. */
function moveWith(move, memory, fds, fd, fromAt, fromLength, toFd, toAt, toLength) {
  const [source, target] = [fds[fd], fds[toFd]]
  if (source?.placeOf === undefined || target?.placeOf === undefined) return abi.ERRNO_BADF
  return attempt(() => {
    const from = source.placeOf(memory.readText(fromAt, fromLength), { writes: true })
    const to = target.placeOf(memory.readText(toAt, toLength), { writes: true })
    move(from, to)
  }).ret
}
