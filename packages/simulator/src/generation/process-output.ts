import type { OutputLine, SpawnOptions } from '@sim/process'
import type { FlowContext } from '../flows/flow-context.ts'
import type { JournalFacts, ProcessRole } from '../journal/journal.ts'
import { FrameReader, type LogMessage } from '../logs/frame-reader.ts'
import { isManaged } from '../managed/is-managed.ts'

/** What takes the output of a process, and the environment that tells the process of it. */
export type OutputOptions = Pick<SpawnOptions, 'env' | 'onOutput' | 'descriptors'>

/** What one process prints: for the journal, for the invocation that runs, and for telemetry. */
export class ProcessOutput {
  readonly #context: FlowContext
  readonly #who: { readonly role: ProcessRole; readonly name: string }

  constructor(context: FlowContext, role: ProcessRole, name: string) {
    this.#context = context
    this.#who = { role, name }
  }

  /**
   * What to start the process with. A runtime also gets a descriptor for whole messages, unless it has several invocations at a
   * time (captured: AWS's clients look for a socket then), or its sandbox cannot pass one.
   *
   * Lambda does not document the number of the descriptor; it is the first free one (chosen).
   */
  options(env: Readonly<Record<string, string>>): OutputOptions {
    const { settings, sandbox } = this.#context
    const onOutput = (line: OutputLine): void => this.#line(line)
    const hasLog = this.#who.role === 'runtime' && !isManaged(settings)
    if (!hasLog || sandbox.passesDescriptors !== true) return { env, onOutput }
    const descriptors = [new FrameReader((message) => this.#message(message))]
    return { env: { ...env, _LAMBDA_TELEMETRY_LOG_FD: '3' }, onOutput, descriptors }
  }

  #line({ stream, text, terminated }: OutputLine): void {
    this.#printed({ ...this.#who, stream, text }, terminated ? `${text}\n` : text)
  }

  #message({ text, level }: LogMessage): void {
    const line = text.endsWith('\n') ? text.slice(0, -1) : text
    this.#printed({ ...this.#who, stream: 'log', text: line, level }, text)
  }

  /** `whole`: the text with the line feed at its end, if it has one. */
  #printed(output: JournalFacts['process.output'], whole: string): void {
    const { settings, journal, telemetry, running } = this.#context
    const { role, stream, text } = output
    const invocation = running()
    journal.record('process.output', { ...output, requestId: invocation?.requestId })
    if (role === 'runtime') invocation?.log({ stream, text })
    telemetry.emitLine(role === 'runtime' ? 'function' : 'extension', whole, settings.logFormat)
  }
}
