import type { OutputLine } from '../os/output-lines.ts'
import type { CompiledModule } from './engine.ts'

/** A module: compiled, its bytes, or where they are read from (a path, or a URL of scheme `file:`). */
export type WasmSource = CompiledModule | ArrayBuffer | ArrayBufferView | URL | string

/** A directory of this machine that a guest may use. */
export interface WasmGrant {
  /** The directory. It must exist. */
  readonly path: string | URL
  /** Whether the guest may change anything below it. Default false. */
  readonly writable?: boolean | undefined
}

/** How much a guest may use. What is not given is not limited. */
export interface WasmLimits {
  /**
   * Bytes of WebAssembly memory, rounded down to pages of 64 KiB. `memory.grow` beyond it answers -1. Needs the bytes of
   * the module if that has a memory.
   */
  readonly memoryBytes?: number | undefined
  /** MiB of the thread's JavaScript heap, where tables lie. Needs some 4 for itself. */
  readonly jsHeapMb?: number | undefined
  /** Milliseconds from its instantiation to its end. */
  readonly wallMs?: number | undefined
  /** Bytes that it may write to stdout and stderr together. What is within the limit is delivered. */
  readonly outputBytes?: number | undefined
}

/** What a module is run with. What is not given, it does not have. */
export interface WasmOptions {
  /** The exported function that is run, without arguments. Default `_start`. */
  readonly entry?: string | undefined
  /** Its arguments; no name of a program is put before them. */
  readonly args?: readonly string[] | undefined
  /** Put before the arguments, for programs that skip the first one. Default: nothing. */
  readonly argv0?: string | undefined
  /** Its environment variables: nothing is inherited. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** The directories that it may use, by the names under which it sees them; a string grants reading only. */
  readonly grants?: Readonly<Record<string, string | URL | WasmGrant>> | undefined
  /** What it reads first. Default nothing: it reads end of file. */
  readonly stdin?: string | Uint8Array | undefined
  /**
   * How messages reach it: through the functions of the module `sim_process` that it imports, or appended to its
   * stdin, which then lasts until it is asked to stop. Default `imports`.
   */
  readonly messages?: 'imports' | 'stdin' | undefined
  /** Hears every line, in order within each stream, all of them before the end is told. Must not throw. */
  readonly onOutput?: ((line: OutputLine) => void) | undefined
  /** Hears of each path that it may not use: `Permission to '../secret' denied`. Must not throw. */
  readonly onDenied?: ((text: string) => void) | undefined
  readonly limits?: WasmLimits | undefined
  /**
   * Where it runs. `thread`: in a worker thread of this process. `process`: in a process of its own, which can be
   * killed whatever it does, and which takes only its own memory with it. Needs the bytes of the module. Default `thread`.
   */
  readonly isolation?: 'thread' | 'process' | undefined
  /** Calls the start off. Once the process was handed out it has no effect here. */
  readonly signal?: AbortSignal | undefined
}
