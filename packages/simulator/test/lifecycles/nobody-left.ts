import { pollUntil } from '@sim/core'
import { marked } from '../rounds/kernel.ts'

/** Who still has this entry in the environment, soon after everything ended: named, and ended. */
export async function nobodyLeft(mark: string): Promise<readonly string[]> {
  const look = () => marked(mark)
  try {
    await pollUntil(look, (left) => left.length === 0, {
      what: 'nobody to be left',
      timeoutMs: 1_000,
    })
    return []
  } catch {
    return look().map(({ pid, name, threads }) => {
      process.kill(pid, 'SIGKILL')
      return `left behind: ${name} ${pid} ${threads}`
    })
  }
}
