import { deliverDeath } from './monitors.ts'
import type { MonitorRef, Tag } from './envelope.ts'
import type { LinkOptions } from './links.ts'
import type { Pid } from './pid.ts'
import type { Process } from './process.ts'

/** Links a process with another one. If there is none, its death with reason `noproc` reaches the process at once. */
export function link(process: Process, to: Pid, options: LinkOptions = {}): void {
  const { meters, table } = process
  const target = table.resolve(to)
  meters.signalSent('Link', target?.kind ?? 'task')
  if (target !== undefined) {
    process.links.add(target, options)
    meters.signalReceived('Link')
    return
  }
  const cause = { kind: 'noproc' } as const
  if (!process.trapsExits) return process.doom({ kind: 'linked', from: to, cause })
  const taken = process.deliver({ type: 'link-died', from: to, tag: options.tag, reason: cause })
  if (taken) meters.delivered('LinkDied')
}

/** Ends a link, if there is one. */
export function unlink(process: Process, to: Pid): void {
  const target = process.table.resolve(to)
  process.meters.signalSent('UnLink', target?.kind ?? 'task')
  if (target === undefined) return
  process.links.remove(target)
  process.meters.signalReceived('UnLink')
}

/** Has a process watch another one. If there is none, it is told at once. */
export function monitor(process: Process, pid: Pid, tag: Tag | undefined): MonitorRef {
  const { meters, table } = process
  const target = table.resolve(pid)
  meters.signalSent('Monitor', target?.kind ?? 'task')
  if (target !== undefined) {
    meters.signalReceived('Monitor')
    return process.monitors.watch(target, tag)
  }
  const ref: MonitorRef = Object.freeze({ pid, tag })
  deliverDeath(process, ref, { kind: 'noproc' })
  return ref
}

/** Takes a monitor back. False: it was told already, or never made. */
export function demonitor(process: Process, ref: MonitorRef, flush: boolean): boolean {
  const was = process.monitors.unwatch(ref)
  process.meters.signalSent('StopMonitoring', 'task')
  if (was) process.meters.signalReceived('StopMonitoring')
  if (flush) process.forget(ref)
  return was
}

/** Whether deaths that reach a process by a link become messages. */
export function trapExit(process: Process, on: boolean): void {
  process.meters.signalSent('DieWhenLinkDies', process.kind ?? 'task')
  process.meters.signalReceived('DieWhenLinkDies')
  process.trapsExits = on
}
