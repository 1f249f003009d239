import { SimulatorError } from '@sim/core'
import type { PlainError } from './runner-protocol.ts'

/**
 * A module of WebAssembly trapped, ran out of stack, or called an import in a way that cannot be. `code` is
 * `ERR_WASM_TRAP`; the message is what the engine says, such as `RuntimeError: unreachable`.
 */
export class WasmTrapError extends SimulatorError<'ERR_WASM_TRAP'> {
  /** The kind of error that the engine threw: `RuntimeError` for a trap, `RangeError` for an exhausted stack. */
  readonly trap: string
  /** Where the module was; its functions have names if it was built with them. */
  readonly guestStack: string | undefined

  constructor({ name, message, stack }: PlainError) {
    super('ERR_WASM_TRAP', `${name}: ${message}`)
    this.trap = name
    this.guestStack = stack
  }
}
