import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { leashScript } from './leash-script.ts'

/**
 * Starts the shell of a leash. Nobody is told of a failed start, nor of a death.
 *
 * Every copy of the host that a spawn makes has the shell's input open until it executes its program. So the
 * input ends only when there is no such copy any more.
 */
export function spawnLeash(shell: string): ChildProcess | undefined {
  try {
    const child = spawn(shell, ['-c', leashScript, 'sim-process-leash'], {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    child.on('error', () => undefined)
    child.stdin?.on('error', () => undefined)
    if (child.pid === undefined) return undefined
    child.unref()
    ;(child.stdin as Socket).unref()
    return child
  } catch {
    return undefined
  }
}
