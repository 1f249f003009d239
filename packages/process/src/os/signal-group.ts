import { SimulatorError } from '@sim/core'
import process from 'node:process'
import { descendantsOf, startTimeOf, type ProcessIdentity } from './process-tree.ts'

/**
 * Signals a process and everyone in its group; the process alone if it leads no group, as on Windows.
 *
 * `false`: nobody is left. Throws `ERR_PID` for a number that would address more than one group, and
 * what the operating system answered if it refused.
 */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  return sendToGroup(pid, signal) || send(pid, signal)
}

/**
 * Ends a group at once, and with it those of its descendants that left it, as far as they can still be
 * found. Throws as `signalGroup` does.
 */
export function killTree(pid: number): void {
  const strays = stopTree(pid)
  try {
    signalGroup(pid, 'SIGKILL')
  } finally {
    killRest(strays)
  }
}

/**
 * Ends what is left of a group whose leader is gone, and the rest of its tree. Never throws: what may not
 * be signalled cannot be helped here.
 */
export function sweep(group: number, rest: readonly ProcessIdentity[]): void {
  // Never the pid alone: its number may already belong to someone else.
  attempt(() => sendToGroup(group, 'SIGKILL'))
  attempt(() => killRest(rest))
}

/** Whether the operating system knew the signal and the process, but would not. */
export function isRefusal(error: unknown): boolean {
  return ['EPERM', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')
}

/** Throws `ERR_PID` for what is no single process: 0 and -1 would address the host's group and everyone. */
export function assertPid(pid: number): void {
  if (Number.isInteger(pid) && pid > 1) return
  throw new SimulatorError('ERR_PID', `a process id is needed, got ${pid}: use an integer above 1`)
}

/**
 * Stops a group and every descendant, and says who they are, until nobody new is found: who is stopped forks no
 * more, and after a parent's death its children could not be found.
 */
function stopTree(pid: number): readonly ProcessIdentity[] {
  attempt(() => sendToGroup(pid, 'SIGSTOP'))
  const strays = new Map<number, ProcessIdentity>()
  for (let known = -1; known < strays.size;) {
    known = strays.size
    for (const stray of descendantsOf(pid)) {
      if (strays.get(stray.pid)?.startTime === stray.startTime) continue
      strays.set(stray.pid, stray)
      attempt(() => send(stray.pid, 'SIGSTOP'))
    }
  }
  return [...strays.values()]
}

/** Ends a process if it is still who it was. Never throws. */
export function killOne({ pid, startTime }: ProcessIdentity): void {
  if (startTimeOf(pid) === startTime) attempt(() => send(pid, 'SIGKILL'))
}

/** Ends those that are still who they were, and the groups that they lead. */
function killRest(rest: readonly ProcessIdentity[]): void {
  for (const { pid, startTime } of rest) {
    if (startTimeOf(pid) !== startTime) continue
    attempt(() => sendToGroup(pid, 'SIGKILL'))
    attempt(() => send(pid, 'SIGKILL'))
  }
}

function attempt(action: () => unknown): void {
  try {
    action()
  } catch {
    return
  }
}

function sendToGroup(pid: number, signal: NodeJS.Signals): boolean {
  assertPid(pid)
  return send(-pid, signal)
}

// Every signal of this package goes through here: 0, 1 and -1 must never pass.
function send(target: number, signal: NodeJS.Signals): boolean {
  assertPid(Math.abs(target))
  try {
    return process.kill(target, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
