import { takeLinkDeath, watchedDied } from './deaths.ts'
import type { MonitorRef, Tag } from './envelope.ts'
import type { LinkOptions } from './links.ts'
import type { Pid } from './pid.ts'
import type { Process } from './process.ts'

/** Links a process with another one. If there is none, its death with reason `noproc` reaches the process at once. */
export function link(process: Process, to: Pid, options: LinkOptions = {}): void {
  const { meters, home } = process
  const target = home.resolve(to)
  meters.signalSent('Link', target?.kind ?? 'task')
  if (target !== undefined) {
    process.links.add(target, options)
    meters.signalReceived('Link')
    return
  }
  takeLinkDeath(process, to, options.tag, { kind: 'noproc' })
}

/** Ends a link, if there is one. */
export function unlink(process: Process, to: Pid): void {
  const target = process.home.resolve(to)
  process.meters.signalSent('UnLink', target?.kind ?? 'task')
  if (target === undefined) return
  process.links.remove(target)
  process.meters.signalReceived('UnLink')
}

/** Has a process watch another one. If there is none, it is told at once. */
export function monitor(process: Process, pid: Pid, tag: Tag | undefined): MonitorRef {
  const { meters, home } = process
  const target = home.resolve(pid)
  meters.signalSent('Monitor', target?.kind ?? 'task')
  if (target !== undefined) {
    meters.signalReceived('Monitor')
    return process.monitors.watch(target, tag)
  }
  const ref: MonitorRef = Object.freeze({ pid, tag })
  watchedDied(process, ref, { kind: 'noproc' })
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
