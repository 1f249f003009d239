import {
  defaultWaitMs,
  onAbort,
  SimulatorError,
  WaitTimeoutError,
  type WaitLimits,
} from '@sim/core'
import type { Process, ProcessHome } from './process.ts'
import type { Pid } from './pid.ts'
import { ProcessExitedError } from './process-errors.ts'
import { sendMessage, type SendOptions } from './send-message.ts'

/** How a request is sent, and how long its answer may take. */
export interface RequestOptions extends SendOptions, WaitLimits {}

/**
 * Sends a message and resolves with what its reader replies.
 *
 * The answer does not go through a mailbox: a full one costs nothing, and an answer that comes too late is
 * dropped. Rejects with `ERR_PROCESS_EXITED` as soon as the other is dead, with `ERR_MESSAGE_REFUSED` if it takes no
 * messages, with `ERR_WAIT_TIMEOUT` (default 5000 ms), and with the signal's reason.
 */
export async function request<R>(
  home: ProcessHome,
  from: Process | undefined,
  to: Pid | string,
  data: unknown,
  options: RequestOptions = {},
): Promise<R> {
  const { timeoutMs = defaultWaitMs, signal, tag, transfer } = options
  signal?.throwIfAborted()
  const target = home.resolve(to)
  if (target === undefined) throw new ProcessExitedError(to as Pid, to, { kind: 'noproc' })
  const { promise, resolve, reject } = Promise.withResolvers<R>()
  using _death = target.monitors.tell({}, (reason) =>
    reject(new ProcessExitedError(target.pid, target.name, reason)),
  )
  const reply = (answer: unknown): void => resolve(answer as R)
  // A mailbox that overflows may end its process: then that is the reason.
  if (!sendMessage(target, data, { tag, transfer, from: from?.pid, reply })) reject(refused(target))
  using _timer = home.clock.after(timeoutMs, () =>
    reject(new WaitTimeoutError(`${target.name} to reply`, timeoutMs, [], 'no reply')),
  )
  using _abort = onAbort(signal, () => reject(signal?.reason))
  using _owner = from?.monitors.tell({}, (reason) =>
    reject(new ProcessExitedError(from.pid, from.name, reason)),
  )
  return await promise
}

function refused(target: Process): Error {
  if (target.isOver) {
    return new ProcessExitedError(target.pid, target.name, target.exit ?? { kind: 'noproc' })
  }
  return new SimulatorError('ERR_MESSAGE_REFUSED', `${target.name} takes no such message`)
}
