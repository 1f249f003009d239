import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Resolves when the kernel has started and ended a program: what was signalled before had its chance to end. */
export async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await once(spawn('true', { stdio: 'ignore' }), 'exit')
  }
}
