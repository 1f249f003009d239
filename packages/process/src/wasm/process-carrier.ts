import type { Clock } from '@sim/core'
import process from 'node:process'
import { deserialize, serialize } from 'node:v8'
import { describeExit, type ExitStatus } from '../os/exit-status.ts'
import { OsProcess } from '../os/os-process.ts'
import type { OutputLine } from '../os/output-lines.ts'
import { wasmProcessRunner } from '../runners.ts'
import {
  resourceLimits,
  type CarrierTask,
  type RunnerCarrier,
  type RunnerListener,
} from './runner-carrier.ts'
import type { FromRunner, ToRunner } from './runner-protocol.ts'

/** What messages begin with, as the runner has it. */
const mark = '~'

/** How much of what the engine writes before it dies is kept. */
const mostComplaints = 20

/** A runner in a process of its own. */
export class ProcessCarrier implements RunnerCarrier {
  readonly #listener: RunnerListener
  readonly #process: OsProcess
  readonly #complaints: readonly string[]

  /** Resolves when the process runs. Rejects as `OsProcess.spawn` does. */
  static async start(
    host: { readonly name: string; readonly clock: Clock },
    bytes: Uint8Array,
    { task, jsHeapMb }: CarrierTask,
    listener: RunnerListener,
  ): Promise<ProcessCarrier> {
    const complaints: string[] = []
    const complain = (text: string) =>
      void (complaints.length < mostComplaints && complaints.push(text))
    const messages = new MessageLines((message) => listener.onMessage(message), complain)
    const child = await OsProcess.spawn({
      name: host.name,
      clock: host.clock,
      command: process.execPath,
      args: [wasmProcessRunner],
      env: {},
      stdin: 'pipe',
      onOutput(line) {
        if (line.stream === 'stdout') messages.take(line)
        else complain(line.text)
      },
    })
    const carrier = new ProcessCarrier(child, listener, complaints)
    carrier.#write({ ...task, bytes, resourceLimits: resourceLimits(jsHeapMb) })
    return carrier
  }

  private constructor(child: OsProcess, listener: RunnerListener, complaints: readonly string[]) {
    this.#process = child
    this.#listener = listener
    this.#complaints = complaints
    void this.#follow()
  }

  get osPid(): number {
    return this.#process.pid
  }

  post(message: ToRunner): void {
    this.#write(message)
  }

  end(): void {
    // Who cannot be killed lives on until the process itself is killed: that says so.
    this.#process.kill().catch(() => undefined)
  }

  async kill(deadlineMs: number): Promise<void> {
    await this.#process.kill({ deadlineMs })
  }

  #write(frame: object): void {
    const body = serialize(frame)
    const size = Buffer.alloc(4)
    size.writeUInt32LE(body.length)
    this.#process.stdin?.write(Buffer.concat([size, body]))
  }

  async #follow(): Promise<void> {
    const { code, signal } = await this.#process.exited
    const status: ExitStatus = signal === undefined ? { code } : { signal }
    const said = this.#complaints.find((line) => /^(FATAL ERROR|\w*Error)\b/.test(line)) ?? ''
    const what = `its process ended: ${describeExit(status)}${said === '' ? '' : `: ${said}`}`
    if (said.includes('heap out of memory')) {
      this.#listener.onMessage({ type: 'limit', limit: 'jsHeapMb' })
    }
    this.#listener.onGone({ status, what })
  }
}

/** Messages, a line each; a very long line comes in pieces. What else there is, the engine wrote. */
class MessageLines {
  readonly #onMessage: (message: FromRunner) => void
  readonly #onOther: (text: string) => void
  #pieces: string[] = []

  constructor(onMessage: (message: FromRunner) => void, onOther: (text: string) => void) {
    this.#onMessage = onMessage
    this.#onOther = onOther
  }

  take({ text, terminated }: OutputLine): void {
    this.#pieces.push(text)
    if (!terminated) return
    const line = this.#pieces.join('')
    this.#pieces = []
    const message = messageOf(line)
    if (message === undefined) this.#onOther(line)
    else this.#onMessage(message)
  }
}

function messageOf(line: string): FromRunner | undefined {
  if (!line.startsWith(mark)) return undefined
  try {
    return deserialize(Buffer.from(line.slice(mark.length), 'base64')) as FromRunner
  } catch {
    // Cut off, or torn by what the engine wrote in its last moment.
    return undefined
  }
}
