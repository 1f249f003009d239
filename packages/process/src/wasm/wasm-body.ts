import type { Body, BodyHost, BodyStarter } from '../kernel/body.ts'
import { eitherSignal } from '../kernel/either-signal.ts'
import { GuestBody } from './guest-body.ts'
import { loadGuestModule, type GuestModule } from './guest-module.ts'
import { ProcessCarrier } from './process-carrier.ts'
import { assertLimits, runnerTask } from './runner-task.ts'
import { ThreadCarrier } from './thread-carrier.ts'
import type { WasmOptions, WasmSource } from './wasm-options.ts'

/** A module of WebAssembly that runs. */
export interface WasmBody extends Body {
  readonly kind: 'wasm'
  readonly isolation: 'thread' | 'process'
  /** The operating system's number of the process that it has for itself; `undefined` in a thread. */
  readonly osPid: number | undefined
}

/**
 * Runs a module of WebAssembly, with WASI preview 1 and the functions of `sim_process`.
 *
 * It has its own thread or its own process, and of the host only what the options give it. The module is read and
 * compiled by the first start. What it exits with is its status: `proc_exit(n)` ends it with code `n`, a return with 0.
 *
 * A start rejects with `ERR_WASM_MODULE`, `ERR_WASM_EXPORT`, `ERR_WASM_BYTES`, `ERR_INVALID_OPTIONS`, `ERR_WASM_START` if
 * the module cannot be instantiated, `ERR_WASM_LIMIT`, `ERR_SPAWN`, or the signal's reason. A guest that fails
 * later ends with `ERR_WASM_TRAP`, `ERR_WASM_LIMIT` or `ERR_WASM_LOST`.
 */
export function wasmBody(source: WasmSource, options: WasmOptions = {}): BodyStarter<WasmBody> {
  let loaded: GuestModule | undefined
  return async (host) => {
    options.signal?.throwIfAborted()
    assertLimits(host.name, options)
    loaded ??= await loadGuestModule(host.name, source, options)
    const signal = eitherSignal(host.calledOff, options.signal)
    return startGuest(host, loaded, { ...options, signal })
  }
}

async function startGuest(
  host: BodyHost,
  guest: GuestModule,
  options: WasmOptions,
): Promise<WasmBody> {
  const task = await runnerTask(host, guest, options)
  options.signal?.throwIfAborted()
  const body = new GuestBody(host, guest, options)
  const carried = { task, jsHeapMb: options.limits?.jsHeapMb }
  const carrier =
    options.isolation === 'process'
      ? await ProcessCarrier.start(host, guest.bytes as Uint8Array, carried, body)
      : new ThreadCarrier(host, guest.module, carried, body)
  await body.begin(carrier)
  return body
}
