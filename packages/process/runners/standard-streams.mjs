import { Fd, wasi as abi } from '@bjorn3/browser_wasi_shim'

/** A line of text is written when it ends: that is what C does for terminals, which have neither seek nor tell. */
function terminal(right) {
  const fdstat = new abi.Fdstat(abi.FILETYPE_CHARACTER_DEVICE, 0)
  fdstat.fs_rights_base = BigInt(right)
  return { ret: abi.ERRNO_SUCCESS, fdstat }
}

/** Input from the host: what it was given, and what is written to it until it is asked to stop. */
export class Input extends Fd {
  #host
  #isOpen

  /** `isOpen`: whether anything may come besides what is there. */
  constructor(host, isOpen) {
    super()
    this.#host = host
    this.#isOpen = isOpen
  }

  /** Whether reading would not wait. */
  isReady() {
    return !this.#host.input.isEmpty || !this.#isOpen || this.#host.isStopping
  }

  fd_fdstat_get() {
    return terminal(abi.RIGHTS_FD_READ | abi.RIGHTS_POLL_FD_READWRITE)
  }

  /** What is there, waiting for the first byte; nothing at the end. */
  fd_read(size) {
    if (size === 0) return { ret: abi.ERRNO_SUCCESS, data: new Uint8Array() }
    const { input } = this.#host
    this.#host.wait(() => this.isReady())
    const chunk = input.shift() ?? new Uint8Array()
    if (chunk.length > size) input.unshift(chunk.subarray(size))
    return { ret: abi.ERRNO_SUCCESS, data: chunk.subarray(0, size) }
  }
}

/** How many bytes a guest may still write, to both of its streams together. */
export class OutputBudget {
  #left

  constructor(limit = Infinity) {
    this.#left = limit
  }

  /** How many of so many bytes may be written. */
  spend(wanted) {
    const granted = Math.min(wanted, this.#left)
    this.#left -= granted
    return granted
  }
}

/** Output for the host, which hears of it at once. */
export class Output extends Fd {
  #host
  #stream
  #budget
  #isHeard

  /** `isHeard`: whether the host wants to hear it at all. */
  constructor(host, stream, { budget, isHeard }) {
    super()
    this.#host = host
    this.#stream = stream
    this.#budget = budget
    this.#isHeard = isHeard
  }

  fd_fdstat_get() {
    return terminal(abi.RIGHTS_FD_WRITE | abi.RIGHTS_POLL_FD_READWRITE)
  }

  fd_write(data) {
    const granted = this.#budget.spend(data.length)
    if (this.#isHeard && granted > 0) {
      const bytes = new Uint8Array(data.subarray(0, granted))
      this.#host.tellMuch({ type: 'output', stream: this.#stream, bytes }, granted)
    }
    if (granted < data.length) this.#host.end({ type: 'limit', limit: 'outputBytes' })
    return { ret: abi.ERRNO_SUCCESS, nwritten: data.length }
  }
}
