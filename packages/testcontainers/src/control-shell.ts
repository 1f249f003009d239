import { SimulatorError } from '@sim/core'
import { OutputLines } from '@sim/process'
import type { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { engineMessage, type EngineContainer } from './container-runtime.ts'
import { controlScript } from './control-script.ts'
import { Demultiplexer } from './demultiplex.ts'

/** What ends an answer. */
const end = '.'

/** Who takes commands and answers them in order: see `controlScript`. */
export interface Control {
  /** Gives a command that has no answer. Nothing happens when the other side is gone. */
  tell(command: string): void
  /** Gives a command and resolves with the lines of its answer; `undefined` when the other side is gone. */
  ask(command: string): Promise<readonly string[] | undefined>
}

/** One long-lived shell inside a container, which answers for everything in it. */
export class ControlShell implements Control, Disposable {
  /** Its number inside. */
  readonly pid: number
  /** The files in `/opt/extensions`, in the order of their names. */
  readonly extensions: readonly string[]
  readonly #stream: Duplex
  readonly #answers: Answers

  private constructor(stream: Duplex, answers: Answers, greeting: readonly string[]) {
    const [pid, ...extensions] = greeting
    this.pid = Number(pid)
    this.extensions = extensions.toSorted()
    this.#stream = stream
    this.#answers = answers
  }

  /** Rejects with `ERR_SANDBOX_CONTROL` if the shell cannot be started, or ends before it answers. */
  static async open(container: EngineContainer): Promise<ControlShell> {
    try {
      const exec = await container.exec({
        Cmd: ['/bin/sh', '-c', controlScript, 'sim-control'],
        AttachStdin: true,
        AttachStdout: true,
      })
      const stream = await exec.start({ hijack: true, stdin: true })
      const answers = new Answers(stream)
      const greeting = await answers.next()
      if (greeting !== undefined) return new ControlShell(stream, answers, greeting)
      throw new Error(answers.left || 'it ended at once')
    } catch (cause) {
      const message = `no shell could be started inside the container: ${engineMessage(cause)}`
      throw new SimulatorError('ERR_SANDBOX_CONTROL', message, { cause })
    }
  }

  tell(command: string): void {
    this.#stream.write(`${command}\n`)
  }

  ask(command: string): Promise<readonly string[] | undefined> {
    const answer = this.#answers.next()
    this.tell(command)
    return answer
  }

  /** Calls back when it is gone. */
  onEnd(listener: () => void): void {
    void this.#answers.ended.then(listener)
  }

  [Symbol.dispose](): void {
    this.#stream.destroy()
  }
}

/** What a shell writes, cut into answers. */
class Answers {
  /** Resolves when there will be none any more. */
  readonly ended: Promise<void>
  readonly #output: Demultiplexer
  #waiting: ((answer: readonly string[] | undefined) => void)[] = []
  #lines: string[] = []
  #isOver = false

  constructor(stream: Duplex) {
    const lines = new OutputLines('stdout', ({ text }) => this.#take(text))
    this.#output = new Demultiplexer((_stream, bytes) => lines.push(bytes))
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise.then(() => this.#endAll())
    stream.on('data', (chunk: Buffer) => this.#output.push(chunk))
    stream.on('error', () => undefined)
    stream.once('end', resolve)
    stream.once('close', resolve)
  }

  /** What came without being an answer. */
  get left(): string {
    return [...this.#lines, this.#output.left].join(' ').trim()
  }

  next(): Promise<readonly string[] | undefined> {
    if (this.#isOver) return Promise.resolve(undefined)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #take(line: string): void {
    if (line !== end) return void this.#lines.push(line)
    const answer = this.#lines
    this.#lines = []
    this.#waiting.shift()?.(answer)
  }

  #endAll(): void {
    this.#isOver = true
    for (const resolve of this.#waiting.splice(0)) resolve(undefined)
  }
}
