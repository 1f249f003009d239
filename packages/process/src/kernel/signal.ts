import { linkDied } from './deaths.ts'
import type { MonitorRef, Tag } from './envelope.ts'
import type { ExitReason } from './exit-reason.ts'
import type { Pid } from './pid.ts'
import type { Process, ProcessHome } from './process.ts'
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
export function obey(home: ProcessHome, to: Pid, signal: Signal): boolean {
  if (isRelation(signal)) return relate(home.resolve(signal.from), to, signal)
  const target = home.resolve(to)
  if (target === undefined) return false
  if (signal.type === 'Message') return sendMessage(target, signal.data, { tag: signal.tag })
  if (signal.type === 'LinkDied') return tellLinkDied(target, signal.from, signal.reason)
  if (signal.type === 'ProcessDied') return target.monitors.expire(signal.ref, signal.reason)
  if (signal.type === 'Kill') kill(target, signal.why)
  else trapExit(target, !signal.dies)
  return true
}

type Relation = Extract<Signal, { readonly type: 'Link' | 'UnLink' | 'Monitor' | 'StopMonitoring' }>

function isRelation(signal: Signal): signal is Relation {
  return ['Link', 'UnLink', 'Monitor', 'StopMonitoring'].includes(signal.type)
}

function relate(told: Process | undefined, to: Pid, signal: Relation): boolean {
  if (told === undefined) return false
  if (signal.type === 'Link') link(told, to, { tag: signal.tag, oneWay: true })
  if (signal.type === 'UnLink') unlink(told, to)
  if (signal.type === 'Monitor') monitor(told, to, signal.tag)
  return signal.type === 'StopMonitoring' ? demonitor(told, signal.ref, false) : true
}

function kill(target: Process, why: string | undefined): void {
  target.meters.signalSent('Kill', target.kind ?? 'task')
  target.doom({ kind: 'killed', ...(why !== undefined && { why }) })
}

/** Somebody says that a process is dead: who is linked to it behaves as if it were. */
function tellLinkDied(target: Process, from: Pid, reason: ExitReason): boolean {
  const teller = target.home.resolve(from)
  if (teller === undefined || !teller.links.tells(target)) return false
  target.meters.signalSent('LinkDied', target.kind ?? 'task')
  linkDied(target, teller, reason)
  return true
}
