import { initTimedOut } from './fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import type { Generation } from '../generation/generation.ts'
import type { GenerationSession } from '../generation/generation-session.ts'

/** The time that the init ahead of an invocation has. */
export class InitLimit {
  readonly #context: FlowContext
  #timer: Disposable | undefined

  constructor(context: FlowContext) {
    this.#context = context
  }

  /** Begins to run, unless it does. */
  begin(generation: Generation<GenerationSession>): void {
    const { time, settings } = this.#context
    const { initTimeoutMs } = settings
    this.#timer ??= time.after(initTimeoutMs, () => generation.fail(initTimedOut(initTimeoutMs)))
  }

  end(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
  }
}
