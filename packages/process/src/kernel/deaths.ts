import type { Meters } from '../metrics/meters.ts'
import type { AskedEnd } from './asked-end.ts'
import type { Envelope, MonitorRef, Tag } from './envelope.ts'
import type { ExitReason } from './exit-reason.ts'
import type { Monitors } from './monitors.ts'
import type { Pid } from './pid.ts'

/** Who can be told of a death. */
interface Bereaved<P> {
  readonly links: { end(dead: P): { readonly tag: Tag | undefined } | undefined }
  readonly trapsExits: boolean
  readonly isOver: boolean
  readonly meters: Meters
  deliver(envelope: Envelope): boolean
  /** Ends it in the background. */
  doom(asked: AskedEnd): void
}

/** Somebody to whom a process is linked is dead. Obeyed only as long as the link is there. */
export function linkDied<P extends { readonly pid: Pid }>(
  process: Bereaved<P>,
  dead: P,
  reason: ExitReason,
): void {
  const link = process.links.end(dead)
  if (link !== undefined && !process.isOver) takeLinkDeath(process, dead.pid, link.tag, reason)
}

/** Takes the news of a death that came by a link, whatever became of the link. */
export function takeLinkDeath(
  process: Bereaved<never>,
  from: Pid,
  tag: Tag | undefined,
  reason: ExitReason,
): void {
  process.meters.signalReceived('LinkDied')
  if (process.trapsExits) {
    const taken = process.deliver({ type: 'link-died', from, tag, reason })
    if (taken) process.meters.delivered('LinkDied')
  } else if (reason.kind !== 'normal') {
    process.doom({ kind: 'linked', from, cause: reason })
  }
}

/** Somebody whom a process watches is dead. */
export function watchedDied(process: Bereaved<never>, ref: MonitorRef, reason: ExitReason): void {
  process.meters.signalReceived('ProcessDied')
  const { pid: from, tag } = ref
  const taken = process.deliver({ type: 'process-died', from, ref, tag, reason })
  if (taken) process.meters.delivered('ProcessDied')
}

/** Who can have a part in the life of another one. */
interface Related<P> {
  readonly links: { remove(other: P): void }
  readonly monitors: { dismiss(watcher: Monitors): void }
}

/** As if the other one had never been linked with a process, and never watched it. */
export function part<P extends { readonly monitors: Monitors }>(
  process: Related<P>,
  other: P,
): void {
  process.links.remove(other)
  process.monitors.dismiss(other.monitors)
}
