import type { OutputLine } from '../os/output-lines.ts'
import type { WasmLimits } from './wasm-options.ts'

/** How the bytes of a message are to be read. */
export type DataFormat = 'bytes' | 'text' | 'json'

/** A message, or its answer, as bytes. */
export interface EncodedData {
  readonly data: Uint8Array
  readonly format: DataFormat
}

/** A memory that a module imports, and what it is made with: numbers of pages. */
export interface ImportedMemory {
  readonly from: string
  readonly name: string
  readonly initial: number
  readonly maximum: number | undefined
  readonly shared: boolean
}

/** What a runner is started with, beside the module. */
export interface RunnerTask {
  readonly entry: string
  readonly args: readonly string[]
  /** `NAME=value`. */
  readonly env: readonly string[]
  /** `root` is a real path. */
  readonly grants: readonly {
    readonly name: string
    readonly root: string
    readonly isWritable: boolean
  }[]
  readonly stdin: Uint8Array | undefined
  /** Whether more input may come. */
  readonly isInputOpen: boolean
  readonly isOutputHeard: boolean
  readonly outputBytes: number | undefined
  readonly memories: readonly ImportedMemory[]
  readonly pid: string
}

/** What `receive` answers for what comes from here. */
export const mailKinds = { message: 1, request: 2, 'link-died': 3, 'process-died': 4 } as const

/** What a runner is told. */
export type ToRunner =
  | ({
      readonly type: 'mail'
      readonly kind: (typeof mailKinds)[keyof typeof mailKinds]
      readonly sender: string | undefined
      /** As JSON. */
      readonly tag: string | undefined
      readonly request: number | undefined
    } & EncodedData)
  | { readonly type: 'input'; readonly bytes: Uint8Array }
  | { readonly type: 'answer'; readonly call: number; readonly answer: boolean }
  | { readonly type: 'stop' }

/** An error without its class. */
export interface PlainError {
  readonly name: string
  readonly message: string
  readonly stack?: string | undefined
  readonly code?: string | undefined
}

/** How a runner ends; `broken` is said for it, by whoever runs its thread. */
export type LastWord =
  | { readonly type: 'end'; readonly code: number }
  | { readonly type: 'limit'; readonly limit: keyof WasmLimits }
  | { readonly type: 'refused' | 'trap' | 'broken'; readonly error: PlainError }

/** What a runner tells. */
export type FromRunner =
  | { readonly type: 'begins' }
  | { readonly type: 'ready' }
  | { readonly type: 'output'; readonly stream: OutputLine['stream']; readonly bytes: Uint8Array }
  | { readonly type: 'denied'; readonly text: string }
  | ({
      readonly type: 'send'
      readonly to: string
      /** As JSON; empty for none. */
      readonly tag: string
      readonly call: number
    } & EncodedData)
  | ({ readonly type: 'reply'; readonly request: number } & EncodedData)
  | LastWord
