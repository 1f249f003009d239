import { SimulatorError } from '@sim/core'
import type { WasmLimits } from './wasm-options.ts'

const units: Readonly<Record<keyof WasmLimits, readonly [needs: string, unit: string]>> = {
  memoryBytes: ['needs more memory', 'bytes'],
  jsHeapMb: ['needed more of the JavaScript heap', 'MB'],
  wallMs: ['ran for longer', 'ms'],
  outputBytes: ['wrote more', 'bytes'],
}

/** A module of WebAssembly went beyond one of its limits, and was ended. `code` is `ERR_WASM_LIMIT`. */
export class WasmLimitError extends SimulatorError<'ERR_WASM_LIMIT'> {
  /** Which one. */
  readonly limit: keyof WasmLimits
  /** What it was set to. */
  readonly allowed: number | undefined

  constructor(name: string, limit: keyof WasmLimits, limits: WasmLimits, options?: ErrorOptions) {
    const [needs, unit] = units[limit]
    const allowed = limits[limit]
    const bound = allowed === undefined ? 'there is' : `limits.${limit} allows: ${allowed} ${unit}`
    super('ERR_WASM_LIMIT', `${name} ${needs} than ${bound}`, options)
    this.limit = limit
    this.allowed = allowed
  }
}
