import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The pids of living processes that work in this folder, or have been told of it: it is named by nobody else. */
export function leftBehind(folder: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && knows(pid, folder))
}

function knows(pid: number, folder: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)) return true
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
  } catch {
    // Gone, or a zombie: it has neither.
    return false
  }
}
