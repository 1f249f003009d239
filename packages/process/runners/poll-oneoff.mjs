import { wasi as abi } from '@bjorn3/browser_wasi_shim'
import { performance } from 'node:perf_hooks'

const subscriptionBytes = 48
const eventBytes = 32

/** Sleeps until a clock or a stream that was subscribed to is ready; without turning in a loop until then. */
export function pollOneoff({ host, view, fds, at, eventsAt, count, countAt }) {
  if (count === 0) return abi.ERRNO_INVAL
  const wishes = Array.from({ length: count }, (_, n) =>
    readWish(view, at + n * subscriptionBytes, fds),
  )
  const deadline = Math.min(...wishes.map((wish) => wish.due))
  const streams = wishes.filter((wish) => wish.isReady !== undefined)
  host.wait(() => streams.some((wish) => wish.isReady()), deadline)
  const now = performance.now()
  const done = wishes.filter((wish) => wish.due <= now || wish.isReady?.() === true)
  done.forEach((wish, n) => writeEvent(view, eventsAt + n * eventBytes, wish))
  view.setUint32(countAt, done.length, true)
  return abi.ERRNO_SUCCESS
}

function readWish(view, at, fds) {
  const { userdata, eventtype, clockid, timeout, flags } = abi.Subscription.read_bytes(view, at)
  if (eventtype === abi.EVENTTYPE_CLOCK) {
    const isAbsolute = (flags & abi.SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME) !== 0
    return { userdata, eventtype, error: 0, size: 0n, due: dueAt(clockid, timeout, isAbsolute) }
  }
  // For streams the number of the file stands where a clock has its id.
  const fd = fds[view.getUint32(at + 16, true)]
  const error = fd === undefined ? abi.ERRNO_BADF : 0
  // Only input is ever waited for: files and output are ready at any time.
  const isInput = error === 0 && eventtype === abi.EVENTTYPE_FD_READ && fd.isReady !== undefined
  return {
    userdata,
    eventtype,
    error,
    size: 1n,
    due: Infinity,
    isReady: isInput ? () => fd.isReady() : () => true,
  }
}

/** On this thread's own clock, in milliseconds. */
function dueAt(clock, nanoseconds, isAbsolute) {
  const ms = Number(nanoseconds) / 1e6
  if (!isAbsolute) return performance.now() + ms
  return clock === abi.CLOCKID_REALTIME ? performance.now() + ms - Date.now() : ms
}

function writeEvent(view, at, { userdata, eventtype, error, size }) {
  view.setBigUint64(at, userdata, true)
  view.setUint16(at + 8, error, true)
  view.setUint8(at + 10, eventtype)
  view.setBigUint64(at + 16, size, true)
  view.setUint16(at + 24, 0, true)
}
