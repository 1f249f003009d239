import { FreezeError } from './freeze-error.ts'
import { kernelPort, unsupported } from './kernel-port.ts'
import { hostsOf } from './lineage.ts'
import { isGone, type SignalPort } from './signal-port.ts'

/** The largest pid that Linux hands out on any machine: `PID_MAX_LIMIT`. */
const highestPid = 2 ** 22

/** Which process is meant: a pid alone may belong to a stranger by the time it is signalled. */
export interface ProcessIdentity {
  readonly pid: number
  /** Field 22 of `/proc/PID/stat` (clock ticks since boot) on Linux; what `ps -o lstart=` prints elsewhere. */
  readonly startTime: string
}

export const isSame = (one: ProcessIdentity, other: ProcessIdentity): boolean =>
  one.pid === other.pid && one.startTime === other.startTime

export const keyOf = ({ pid, startTime }: ProcessIdentity): string => `${pid} ${startTime}`

/** Whether it has not ended. */
export function isThere(port: SignalPort, { pid, startTime }: ProcessIdentity): boolean {
  const entry = port.read(pid)
  return !isGone(entry) && entry.startTime === startTime
}

/**
 * Notes which process has this pid now.
 *
 * `port`: where to look; by default the kernel. Throws a `FreezeError`: `ERR_FREEZE_DANGEROUS_PID` for what must
 * never be signalled (see `assertSafePid`), `ERR_FREEZE_PROCESS_NOT_FOUND` when there is no such process or
 * only a zombie of it, `ERR_FREEZE_UNSUPPORTED_PLATFORM` on Windows.
 */
export function identify(pid: number, port: SignalPort = kernelPort()): ProcessIdentity {
  assertSafePid(pid, port)
  if (!port.isSupported) throw unsupported()
  const entry = port.read(pid)
  if (isGone(entry)) {
    throw new FreezeError('ERR_FREEZE_PROCESS_NOT_FOUND', `there is no process ${pid}`, { pid })
  }
  return { pid, startTime: entry.startTime }
}

/**
 * Throws `ERR_FREEZE_DANGEROUS_PID` for a number that is no pid of one process (0 and negative numbers mean
 * whole groups), for 1, for the own process and for its ancestors.
 */
export function assertSafePid(pid: number, port: SignalPort): void {
  const danger = dangerOf(pid, port)
  if (danger === undefined) return
  throw new FreezeError(
    'ERR_FREEZE_DANGEROUS_PID',
    `a pid from 2 to ${highestPid} was wanted, ${pid} is ${danger}`,
    { pid },
  )
}

function dangerOf(pid: number, port: SignalPort): string | undefined {
  if (!Number.isInteger(pid)) return 'not a whole number'
  if (pid <= 0) return 'a group of processes'
  if (pid === 1) return 'the first process of the system'
  if (pid > highestPid) return 'too large'
  if (pid === port.self) return 'the process that freezes'
  return hostsOf(port).has(pid) ? 'an ancestor of the process that freezes' : undefined
}
