import type { ProcessOptions } from '../kernel/handle-options.ts'
import type { WasmOptions } from './wasm-options.ts'

/** What a module is run with, and how it stands to others. */
export interface WasmProcessOptions extends WasmOptions, ProcessOptions {
  /** Ends the process when it aborts, or calls its start off. */
  readonly signal?: AbortSignal | undefined
}
