/** The memory of a guest, which is known once it is instantiated, unless it was handed in. */
export class GuestMemory {
  #memory

  /** `memory`: the one that the module imports, if it does. */
  constructor(memory) {
    this.#memory = memory
  }

  /** Takes the memory that the module exports, which is the one to use if it has both. */
  adopt(exports) {
    if (exports.memory?.buffer !== undefined) this.#memory = exports.memory
  }

  /** Throws if there is none: then no pointer means anything. */
  get memory() {
    if (this.#memory === undefined) throw new TypeError('the module exports no "memory"')
    return this.#memory
  }

  /** Throws for what is not all within the memory. */
  #bytes(at, length) {
    return new Uint8Array(this.memory.buffer, at, length)
  }

  get view() {
    return new DataView(this.memory.buffer)
  }

  /** A copy, which is not shared with the guest. */
  read(at, length) {
    return this.#bytes(at, length).slice()
  }

  readText(at, length) {
    return new TextDecoder().decode(this.read(at, length))
  }

  write(at, bytes) {
    this.#bytes(at, bytes.length).set(bytes)
  }
}
