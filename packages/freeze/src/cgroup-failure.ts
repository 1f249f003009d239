import { SimulatorError } from '@sim/core'
import { codeOf, FreezeError, type FreezeErrorCode } from './freeze-error.ts'

const codes: Readonly<Record<string, FreezeErrorCode>> = {
  EACCES: 'ERR_FREEZE_PERMISSION_DENIED',
  EPERM: 'ERR_FREEZE_PERMISSION_DENIED',
  EROFS: 'ERR_FREEZE_PERMISSION_DENIED',
  ENOENT: 'ERR_FREEZE_CGROUP_NOT_FOUND',
  ENODEV: 'ERR_FREEZE_CGROUP_NOT_FOUND',
}

/** What a step with a control group threw, as one of ours. `pid`: who was to be moved. */
export function cgroupFailure(cause: unknown, path: string, pid?: number): FreezeError {
  if (SimulatorError.is(cause)) return cause as FreezeError
  const code = codes[codeOf(cause) ?? ''] ?? 'ERR_FREEZE_SIGNAL_FAILED'
  const whom = pid === undefined ? '' : `process ${pid} was not moved: `
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = `${whom}the control group ${path} was not reached: ${reason}`
  return new FreezeError(code, message, { pid, cause })
}

/** Says that this process, or one above it, or one that cannot be seen, would be stopped. */
export function dangerousMember(pid: number, path: string): FreezeError {
  const who =
    pid === 0
      ? 'a process of another pid namespace'
      : `process ${pid}, which freezes or is an ancestor of the process that does`
  const message = `only processes to freeze were wanted in ${path}, found ${who}`
  return new FreezeError('ERR_FREEZE_DANGEROUS_PID', message, { pid })
}

/** A group that was removed answers ENOENT, and ENODEV to whoever has it open. */
export function presentOnly<T>(step: () => T): T | undefined {
  try {
    return step()
  } catch (error) {
    if (codes[codeOf(error) ?? ''] === 'ERR_FREEZE_CGROUP_NOT_FOUND') return undefined
    throw error
  }
}
