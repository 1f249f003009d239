import type { Pid } from './pid.ts'
import { ProcessExitedError } from './process-errors.ts'
import type { ProcessHome } from './process.ts'
import type { Scope } from './scope.ts'
import { sendMessage, type Delivery, type SendOptions } from './send-message.ts'

/** A message that is to be sent later. It ends exactly once: sent, or cancelled. */
export interface SendTimer extends Disposable {
  /** False: it was over already. */
  cancel(): boolean
}

/** Sends after so many milliseconds. Belongs to `owner`: it is cancelled when that is over. */
export function sendAfter(
  home: ProcessHome,
  owner: { readonly pid?: Pid | undefined; readonly scope: Scope },
  to: string,
  data: unknown,
  ms: number,
  options: SendOptions = {},
): SendTimer {
  const { meters, clock } = home
  let isOver = false
  const end = (how: 'lunatic.timers.completed' | 'lunatic.timers.canceled'): boolean => {
    if (isOver) return false
    isOver = true
    alarm[Symbol.dispose]()
    owner.scope.letGo(timer)
    meters.counted(how)
    meters.changed('lunatic.timers.active', -1)
    return true
  }
  const cancel = (): boolean => end('lunatic.timers.canceled')
  const timer: SendTimer = { cancel, [Symbol.dispose]: cancel }
  meters.counted('lunatic.timers.started')
  meters.changed('lunatic.timers.active', 1)
  const alarm = clock.after(ms, () => {
    end('lunatic.timers.completed')
    deliver(home, to, data, { ...options, from: owner.pid })
  })
  owner.scope.own(timer)
  return timer
}

/** There is no caller any more who could be told of a failure. */
function deliver(home: ProcessHome, to: string, data: unknown, options: Delivery): void {
  const target = home.resolve(to)
  try {
    if (target !== undefined && sendMessage(target, data, options)) return
    home.tell({
      type: 'undelivered',
      to,
      error: new ProcessExitedError(to as Pid, to, { kind: 'noproc' }),
    })
  } catch (error) {
    home.tell({ type: 'undelivered', to, error: error as Error })
  }
}
