import type { Envelope, ExitEnvelope, MessageEnvelope, Tag } from '../kernel/envelope.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import { decodeData, encodeData, utf8 } from './message-data.ts'
import { mailKinds, type EncodedData, type ToRunner } from './runner-protocol.ts'

const lineFeed = 0x0a

/** Turns envelopes into what a guest can take, and remembers who waits for its answers. */
export class GuestMail {
  readonly #replies = new Map<number, NonNullable<MessageEnvelope['reply']>>()
  #requests = 0

  /** For the functions of `sim_process`. Throws `ERR_WASM_MESSAGE`. */
  mail(envelope: Envelope): ToRunner {
    const { from: sender, tag } = envelope
    const about = { type: 'mail', sender, tag: tagText(tag) } as const
    if (envelope.type !== 'message') {
      const kind = mailKinds[envelope.type]
      return { ...about, kind, request: undefined, ...notice(envelope) }
    }
    const encoded = encodeData(envelope.data)
    if (envelope.reply === undefined) {
      return { ...about, kind: mailKinds.message, request: undefined, ...encoded }
    }
    this.#requests += 1
    this.#replies.set(this.#requests, envelope.reply)
    return { ...about, kind: mailKinds.request, request: this.#requests, ...encoded }
  }

  /** For stdin: the bytes of a message; JSON ends its line, since nothing else would part two of them. */
  input({ data }: MessageEnvelope): ToRunner {
    const { data: bytes, format } = encodeData(data)
    return {
      type: 'input',
      bytes: format === 'json' ? Uint8Array.from([...bytes, lineFeed]) : bytes,
    }
  }

  /** Gives an answer to whoever waits for it. */
  answer(request: number, answer: EncodedData): void {
    const reply = this.#replies.get(request)
    this.#replies.delete(request)
    reply?.(decodeData(answer))
  }

  /** Forgets everyone who waits. */
  clear(): void {
    this.#replies.clear()
  }
}

// A symbol means nothing to anyone else.
function tagText(tag: Tag | undefined): string | undefined {
  return typeof tag === 'string' || typeof tag === 'number' ? JSON.stringify(tag) : undefined
}

function notice({ from, reason }: ExitEnvelope): EncodedData {
  return { data: utf8(JSON.stringify({ from, reason: plainReason(reason) })), format: 'json' }
}

/** A reason as JSON has it: of an error its name, its message, and its code. */
function plainReason(reason: ExitReason): object {
  if (reason.kind === 'linked') return { ...reason, cause: plainReason(reason.cause) }
  if (reason.kind !== 'failure' || reason.error === undefined) return reason
  const { name, message, code } = reason.error as NodeJS.ErrnoException
  return { ...reason, error: { name, message, code } }
}
