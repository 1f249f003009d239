import { onAbort } from '@sim/core'
import type { Body } from './body.ts'
import { takeLinkDeath } from './deaths.ts'
import type { ProcessOptions } from './handle-options.ts'
import { ProcessExitedError } from './process-errors.ts'
import { ProcessHandle } from './process-handle.ts'
import type { ProcessTable } from './process-table.ts'
import { Process } from './process.ts'

type StartLink = Exclude<NonNullable<ProcessOptions['link']>, boolean>

/**
 * Brings a process to life. It is in the table, linked and watched, in the turn of the call.
 *
 * Resolves when its body works. Rejects with what the body could not start for, with the signal's reason, or with
 * `ERR_SPAWN_LIMIT`, `ERR_ENVIRONMENT_CLOSED`, `ERR_NAME_TAKEN`, `ERR_PROCESS_EXITED`: then there is no process, and
 * nobody is told of one.
 */
export async function spawn<T, B extends Body>(
  table: ProcessTable,
  parent: Process | undefined,
  starter: (process: Process) => Promise<B> | B,
  options: ProcessOptions,
): Promise<ProcessHandle<T, B>> {
  const { signal } = options
  signal?.throwIfAborted()
  if (parent?.isOver === true) {
    throw new ProcessExitedError(parent.pid, parent.name, parent.exit ?? { kind: 'killed' })
  }
  table.assertRoom()
  const process = new Process(table, parent, options)
  relate(process, parent, options)
  const abort = onAbort(signal, () => process.doom({ kind: 'killed', why: 'its signal aborted' }))
  process.scope.own(abort)
  try {
    await process.start(starter, (body) =>
      table.handles.set(process, new ProcessHandle(process, body)),
    )
    return table.handles.get(process) as ProcessHandle<T, B>
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason
    throw error
  }
}

function relate(process: Process, parent: Process | undefined, options: ProcessOptions): void {
  const { link = false, monitor = false, detached } = options
  if (link !== false) linkAtStart(process, parent, link === true ? {} : link)
  else if (detached !== true) parent?.children.add(process)
  if (monitor === false || parent === undefined) return
  parent.monitors.watch(process, monitor === true ? undefined : monitor.tag)
  process.sponsors.add(parent)
}

function linkAtStart(process: Process, parent: Process | undefined, { to, tag }: StartLink): void {
  const other = to === undefined ? parent : process.home.resolve(to)
  if (other !== undefined) {
    other.links.add(process, { tag })
    process.sponsors.add(other)
  } else if (to !== undefined) {
    takeLinkDeath(process, to, undefined, { kind: 'noproc' })
  }
}
