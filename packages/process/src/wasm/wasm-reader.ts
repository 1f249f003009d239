/** Reads the binary form of a module, as far as its memories are concerned. */
export class WasmReader {
  readonly #bytes: Uint8Array
  /** Where the next byte is read. */
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.at = at
  }

  /** Whether everything was read. */
  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length
  }

  byte(): number {
    const byte = this.#bytes[this.at] ?? 0
    this.at += 1
    return byte
  }

  /** An unsigned LEB128 number of up to 53 bits. */
  number(): number {
    let value = 0
    for (let weight = 1; ; weight *= 128) {
      const byte = this.byte()
      value += (byte & 0x7f) * weight
      if (byte < 0x80 || this.isAtEnd) return value
    }
  }

  name(): string {
    const length = this.number()
    const from = this.at
    this.at += length
    return new TextDecoder().decode(this.#bytes.subarray(from, this.at))
  }

  /** A type of values; a reference to a type of heap takes several bytes. */
  skipValueType(): void {
    const type = this.byte()
    if (type === 0x63 || type === 0x64) this.number()
  }
}

/** Writes an unsigned number as LEB128. */
export function leb128(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return [...bytes, rest]
}
