import type { JestErrors } from './append-timeline.ts'

/** What Jest tells its environment of, as far as it is heard here. */
export interface TestEvent {
  readonly name: string
  readonly test?: {
    readonly errors: JestErrors
    readonly timeout?: number | undefined
    readonly concurrent?: boolean | undefined
  }
  readonly hook?: { readonly timeout?: number | undefined }
  readonly describeBlock?: object
}

/** What Jest knows while it runs a file. */
export interface TestState {
  readonly testTimeout: number
  readonly rootDescribeBlock: Block
}

/** A `describe` block. */
export interface Block {
  readonly type: 'describeBlock'
  readonly children: readonly (Block | TestEntry)[]
}

/** A test, before it runs. */
export interface TestEntry {
  readonly type: 'test'
  readonly concurrent: boolean
  fn: (() => unknown) | undefined
}
