import { fileURLToPath } from 'node:url'

// This file lies where the built one does, as seen from `runners/`.

/** Runs a module of WebAssembly in a worker thread. */
export const wasmThreadRunner = fileURLToPath(
  new URL('../runners/wasm-thread.mjs', import.meta.url),
)

/** Runs a module of WebAssembly in a process of its own. */
export const wasmProcessRunner = fileURLToPath(
  new URL('../runners/wasm-process.mjs', import.meta.url),
)
