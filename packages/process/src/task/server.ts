import type { ExitEnvelope, MessageEnvelope } from '../kernel/envelope.ts'
import type { ExitReason } from '../kernel/exit-reason.ts'
import type { PreparedTask, Self } from './self.ts'

/** What a server does with its messages, one after the other. `S` is what it keeps between them. */
export interface ServerDefinition<S, M = unknown> {
  /** Makes what it keeps, before the spawn resolves. What it throws rejects the spawn. */
  init?(self: Self<M>): Promise<S> | S
  /** A message, which nobody waits for. */
  message?(state: S, message: MessageEnvelope<M>, self: Self<M>): unknown
  /**
   * A message whose sender waits. What it returns is the reply, unless it is `undefined`: then `message.reply` is called
   * later, by whomever it was handed to. What it throws is a failure of the server.
   */
  request?(state: S, message: MessageEnvelope<M>, self: Self<M>): unknown
  /** News of a death. By default nothing. */
  exit?(state: S, news: ExitEnvelope, self: Self<M>): unknown
  /** Called when it was asked to stop, after what was in its mailbox by then. */
  terminate?(state: S, reason: ExitReason, self: Self<M>): unknown
}

/**
 * A task that serves: it works off its mailbox until it is asked to stop.
 * A request to one that has no `request` goes to its `message`.
 */
export function server<S = undefined, M = unknown>(
  definition: ServerDefinition<S, M>,
): PreparedTask<void, M, S> {
  return {
    init: async (self) => (await definition.init?.(self)) as S,
    run: async (self, state) => {
      for await (const envelope of self.mailbox) {
        if (envelope.type === 'message') await serve(definition, state, envelope, self)
        else await definition.exit?.(state, envelope, self)
      }
      await definition.terminate?.(state, self.signal.reason as ExitReason, self)
    },
  }
}

async function serve<S, M>(
  definition: ServerDefinition<S, M>,
  state: S,
  message: MessageEnvelope<M>,
  self: Self<M>,
): Promise<void> {
  const { reply } = message
  if (reply === undefined || definition.request === undefined) {
    await definition.message?.(state, message, self)
    return
  }
  const answer = await definition.request(state, message, self)
  if (answer !== undefined) reply(answer)
}
