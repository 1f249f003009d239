import { onAbort, SimulatorError } from '@sim/core'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { OutgoingBatch } from './transport.ts'

/** How many bytes go out before the event loop turns. */
const bytesPerTurn = 65_536

/**
 * A connection on which events go out as lines, and of each it is known whether the kernel took it.
 *
 * That is why each line is a write of its own, and none is written before the kernel took the one before it.
 * What the other end sends is thrown away. Its end, which may be an end of its sending only, is the end of the
 * connection: an extension that is gone could not be told from it.
 */
export class LineConnection {
  readonly #socket: Socket
  #over: Error | undefined
  #written = 0
  #taken = 0
  #wake: (() => void) | undefined
  readonly #onTaken = (error: Error | null | undefined): void => {
    if (error !== null && error !== undefined) return this.#end(error)
    this.#taken += 1
    this.#wake?.()
  }

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('error', (error) => this.#end(error))
    socket.on('end', () => this.#end(closedByPeer()))
    socket.on('close', () => this.#end(closedByPeer()))
    socket.resume()
  }

  get isOver(): boolean {
    return this.#over !== undefined
  }

  /** Resolves when what had happened to the connection before has been heard of. */
  async heard(): Promise<void> {
    // Sockets are looked at once between two of these, the first of which may be due already.
    for (let turn = 0; turn < 2 && this.#over === undefined; turn += 1) await setImmediate()
  }

  /**
   * Sends what of a batch is not delivered yet; rejects with why it could not. Then the connection is over, and
   * the batch knows how much of it the kernel took.
   */
  async send(batch: OutgoingBatch, signal: AbortSignal): Promise<void> {
    using _abort = onAbort(signal, () => this.#end(signal.reason as Error))
    await this.#sendLines(batch)
  }

  close(): void {
    this.#end(new SimulatorError('ERR_DELIVERY_ENDED', 'the connection was closed'))
  }

  async #sendLines(batch: OutgoingBatch): Promise<void> {
    let bytes = 0
    while (batch.delivered < batch.texts.length) {
      const line = `${batch.texts[batch.delivered]}\n`
      if (bytes > 0 && bytes + line.length > bytesPerTurn) {
        bytes = 0
        await setImmediate()
      }
      bytes += line.length
      if (!this.#write(line)) await this.#drained()
      batch.markDelivered(1)
    }
  }

  /** Says whether the kernel took the line at once. Throws why it never will. */
  #write(line: string): boolean {
    if (this.#over !== undefined) throw this.#over
    this.#written += 1
    this.#socket.write(line, 'utf8', this.#onTaken)
    return this.#socket.writableLength === 0 && this.#socket.errored === null
  }

  /** Resolves when the kernel has taken all that was written. */
  async #drained(): Promise<void> {
    while (this.#taken < this.#written) {
      if (this.#over !== undefined) throw this.#over
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      await promise
    }
  }

  #end(why: Error): void {
    if (this.#over !== undefined) return
    this.#over = why
    this.#wake?.()
    this.#socket.destroy()
  }
}

function closedByPeer(): Error {
  return new SimulatorError('ERR_DELIVERY_REFUSED', 'the subscriber closed the connection')
}
