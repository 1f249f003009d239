import type { MonitorRef, Tag } from './envelope.ts'
import type { ExitReason } from './exit-reason.ts'
import type { Pid } from './pid.ts'
import type { ProcessTable } from './process-table.ts'
import type { Process } from './process.ts'
import { demonitor, link, monitor, trapExit, unlink } from './relations.ts'
import { sendMessage } from './send-message.ts'

/**
 * The nine signals of Lunatic's processes, as data, for whoever speaks for a process that is not a task.
 *
 * `Link`, `UnLink`, `Monitor` and `StopMonitoring` reach the process that is to tell of its end; `from` is the one
 * that is to be told. `Link` has one direction, as there. `LinkDied` and `ProcessDied` are obeyed only where `from` is
 * linked or watched: nobody ends a stranger with them.
 */
export type Signal =
  | { readonly type: 'Message'; readonly data: unknown; readonly tag?: Tag | undefined }
  | { readonly type: 'Kill'; readonly why?: string | undefined }
  | { readonly type: 'DieWhenLinkDies'; readonly dies: boolean }
  | { readonly type: 'Link'; readonly from: Pid; readonly tag?: Tag | undefined }
  | { readonly type: 'UnLink'; readonly from: Pid }
  | { readonly type: 'LinkDied'; readonly from: Pid; readonly reason: ExitReason }
  | { readonly type: 'Monitor'; readonly from: Pid; readonly tag?: Tag | undefined }
  | { readonly type: 'StopMonitoring'; readonly from: Pid; readonly ref: MonitorRef }
  | { readonly type: 'ProcessDied'; readonly ref: MonitorRef; readonly reason: ExitReason }

/** Obeys a signal, in this turn. False: it had no effect. */
export function obey(table: ProcessTable, to: Pid, signal: Signal): boolean {
  const target = table.resolve(to)
  switch (signal.type) {
    case 'Message':
      return target !== undefined && sendMessage(target, signal.data, { tag: signal.tag })
    case 'Kill':
      return kill(target, signal.why)
    case 'DieWhenLinkDies':
      if (target !== undefined) trapExit(target, !signal.dies)
      return target !== undefined
    case 'LinkDied':
      return target !== undefined && linkDied(target, signal.from, signal.reason)
    case 'ProcessDied':
      return target?.monitors.expire(signal.ref, signal.reason) ?? false
    case 'Link':
    case 'UnLink':
    case 'Monitor':
    case 'StopMonitoring':
      return relate(table.resolve(signal.from), to, signal)
  }
}

function kill(target: Process | undefined, why: string | undefined): boolean {
  if (target === undefined) return false
  target.meters.signalSent('Kill', target.kind ?? 'task')
  target.doom({ kind: 'killed', ...(why !== undefined && { why }) })
  return true
}

/** Somebody says that a process is dead: who is linked to it behaves as if it were. */
function linkDied(target: Process, from: Pid, reason: ExitReason): boolean {
  const teller = target.table.resolve(from)
  if (teller === undefined || !teller.links.tells(target)) return false
  target.meters.signalSent('LinkDied', target.kind ?? 'task')
  target.linkDied(teller, reason)
  return true
}

function relate(
  told: Process | undefined,
  to: Pid,
  signal: Extract<Signal, { readonly type: 'Link' | 'UnLink' | 'Monitor' | 'StopMonitoring' }>,
): boolean {
  if (told === undefined) return false
  if (signal.type === 'Link') link(told, to, { tag: signal.tag, oneWay: true })
  if (signal.type === 'UnLink') unlink(told, to)
  if (signal.type === 'Monitor') monitor(told, to, signal.tag)
  return signal.type === 'StopMonitoring' ? demonitor(told, signal.ref, false) : true
}
