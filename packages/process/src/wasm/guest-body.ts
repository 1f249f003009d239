import { SimulatorError } from '@sim/core'
import type { Body, BodyEnd, BodyHost } from '../kernel/body.ts'
import type { Envelope, MessageEnvelope } from '../kernel/envelope.ts'
import { OutputLines, type OutputLine } from '../os/output-lines.ts'
import { GuestMail } from './guest-mail.ts'
import type { GuestModule } from './guest-module.ts'
import { decodeData } from './message-data.ts'
import type { RunnerCarrier, RunnerListener } from './runner-carrier.ts'
import type { FromRunner, LastWord, PlainError } from './runner-protocol.ts'
import { WasmLimitError } from './wasm-limit-error.ts'
import type { WasmOptions } from './wasm-options.ts'
import { WasmTrapError } from './wasm-trap-error.ts'

/** A guest, as the kernel sees it. The first cause of its end is the one that is told. */
export class GuestBody implements Body, RunnerListener {
  readonly kind = 'wasm'
  readonly isolation: 'thread' | 'process'
  readonly #host: BodyHost
  readonly #options: WasmOptions
  readonly #receives: boolean
  readonly #lines: Readonly<Record<OutputLine['stream'], OutputLines>>
  readonly #mail = new GuestMail()
  readonly #begun = Promise.withResolvers<void>()
  #carrier: RunnerCarrier | undefined
  #clock: Disposable | undefined
  #end: BodyEnd | undefined
  #state: 'starting' | 'running' | 'over' = 'starting'
  #asked: 'nothing' | 'stop' | 'kill' = 'nothing'

  constructor(host: BodyHost, guest: GuestModule, options: WasmOptions) {
    const { isolation = 'thread', onOutput = () => undefined } = options
    this.isolation = isolation
    this.#host = host
    this.#options = options
    this.#receives = guest.receives
    this.#lines = {
      stdout: new OutputLines('stdout', onOutput),
      stderr: new OutputLines('stderr', onOutput),
    }
  }

  get osPid(): number | undefined {
    return this.#carrier?.osPid
  }

  /** Resolves when the module is instantiated. Rejects with what prevents it, when nothing of it is left. */
  async begin(carrier: RunnerCarrier): Promise<void> {
    this.#carrier = carrier
    const { signal } = this.#options
    const cancel = () => this.#abort(signal?.reason)
    signal?.addEventListener('abort', cancel, { once: true })
    if (signal?.aborted === true) cancel()
    try {
      await this.#begun.promise
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  stop(): void {
    if (this.#asked === 'nothing') this.#asked = 'stop'
    this.#carrier?.post({ type: 'stop' })
  }

  kill(_reason: unknown, deadlineMs: number): Promise<void> | undefined {
    if (this.#state === 'over') return undefined
    this.#asked = 'kill'
    return this.#carrier?.kill(deadlineMs)
  }

  deliver(envelope: Envelope): boolean {
    if (this.#state === 'over' || this.#asked === 'kill' || this.#end !== undefined) return false
    if (envelope.type === 'message' && this.#options.messages === 'stdin') {
      return this.#input(envelope)
    }
    if (this.#receives) this.#carrier?.post(this.#mail.mail(envelope))
    return this.#receives
  }

  onMessage(message: FromRunner): void {
    switch (message.type) {
      case 'begins':
        return this.#limitTime()
      case 'ready':
        return this.#ready()
      case 'output':
        return this.#lines[message.stream].push(Buffer.from(message.bytes))
      case 'denied':
        return this.#options.onDenied?.(message.text)
      case 'send':
        return this.#send(message)
      case 'reply':
        return this.#mail.answer(message.request, message)
      default:
        return this.#settle(this.#endOf(message))
    }
  }

  onGone({ status, what }: Parameters<RunnerListener['onGone']>[0]): void {
    const wasStarting = this.#state === 'starting'
    this.#state = 'over'
    this.#clock?.[Symbol.dispose]()
    for (const lines of Object.values(this.#lines)) lines.end()
    this.#mail.clear()
    const asked: BodyEnd = status === undefined ? { value: undefined } : { status }
    const lost = new SimulatorError(
      'ERR_WASM_LOST',
      `${this.#host.name} ended without a word: ${what}`,
    )
    const unasked: BodyEnd = status === undefined ? { error: lost } : { status, error: lost }
    const end = this.#end ?? (this.#asked === 'kill' ? asked : unasked)
    if (!wasStarting) this.#host.ended(end)
    else this.#begun.reject('error' in end ? end.error : lost)
  }

  /** What was asked to stop has read end of file, and stdin cannot answer. */
  #input(message: MessageEnvelope): boolean {
    if (this.#asked === 'stop' || message.reply !== undefined) return false
    this.#carrier?.post(this.#mail.input(message))
    return true
  }

  #endOf(message: LastWord): BodyEnd {
    switch (message.type) {
      case 'end':
        return { status: { code: message.code } }
      case 'limit':
        return { error: this.#limitError(message.limit) }
      case 'trap':
        return { error: new WasmTrapError(message.error) }
      default:
        return { error: this.#failure(message.error) }
    }
  }

  #ready(): void {
    // Whoever called the start off hears that it is gone.
    if (this.#end !== undefined) return
    this.#state = 'running'
    this.#begun.resolve()
  }

  #abort(reason: unknown): void {
    if (this.#state !== 'starting') return
    this.#settle({ error: reason as Error })
    this.#carrier?.end()
  }

  #limitTime(): void {
    const { wallMs } = this.#options.limits ?? {}
    if (wallMs === undefined) return
    this.#clock = this.#host.clock.after(wallMs, () => {
      this.#settle({ error: this.#limitError('wallMs') })
      this.#carrier?.end()
    })
  }

  #send(message: Extract<FromRunner, { type: 'send' }>): void {
    const tag = message.tag === '' ? undefined : (JSON.parse(message.tag) as string | number)
    let answer = false
    try {
      answer = this.#host.send(message.to, decodeData(message), { tag })
    } catch {
      // A full mailbox: the guest hears that nobody took it.
    }
    this.#carrier?.post({ type: 'answer', call: message.call, answer })
  }

  #settle(end: BodyEnd): void {
    this.#end ??= end
  }

  #failure(error: PlainError): Error {
    const cause = Object.assign(new Error(error.message), error)
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#limitError('jsHeapMb', { cause })
    const text = `cannot run ${this.#host.name}: ${error.name}: ${error.message}`
    return new SimulatorError('ERR_WASM_START', text, { cause })
  }

  #limitError(limit: WasmLimitError['limit'], options?: ErrorOptions): WasmLimitError {
    return new WasmLimitError(this.#host.name, limit, this.#options.limits ?? {}, options)
  }
}
