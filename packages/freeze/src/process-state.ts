import { FreezeError } from './freeze-error.ts'
import { kernelPort, unsupported } from './kernel-port.ts'
import type { SignalPort, ThreadState } from './signal-port.ts'

/** What the kernel says of a process. */
export interface ProcessState {
  readonly pid: number
  /** State letter of the leading thread: `R`, `S`, `D`, `T` (stopped), `t` (stopped by a debugger), `Z` (zombie) … */
  readonly state: string
  readonly ppid: number
  /** Its process group. */
  readonly pgrp: number
  /** See `ProcessIdentity`. */
  readonly startTime: string
  /** Every thread, the leading one included. Where the kernel is asked through `ps`, only that one. */
  readonly threads: readonly ThreadState[]
}

/**
 * What the kernel says of a process at this moment, or `gone` when it has no process of this number.
 *
 * A zombie is not gone: its state is `Z`. `port`: where to look; by default the kernel. Throws
 * `ERR_FREEZE_UNSUPPORTED_PLATFORM` on Windows, `ERR_FREEZE_DANGEROUS_PID` when the number is not a positive integer.
 */
export function processState(pid: number, port: SignalPort = kernelPort()): ProcessState | 'gone' {
  if (!Number.isInteger(pid) || pid <= 0) {
    throw new FreezeError('ERR_FREEZE_DANGEROUS_PID', `a positive pid was wanted, found ${pid}`)
  }
  if (!port.isSupported) throw unsupported()
  const entry = port.read(pid)
  if (entry === undefined) return 'gone'
  const { state, ppid, pgrp, startTime } = entry
  return { pid, state, ppid, pgrp, startTime, threads: port.threads(pid) }
}
