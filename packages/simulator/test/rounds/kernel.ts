import { readdirSync, readFileSync } from 'node:fs'

/** A process as the kernel has it. */
export interface Seen {
  readonly pid: number
  readonly startTime: string
  readonly name: string
  /** The state letters of all its threads. */
  readonly threads: string
}

/** Everyone who was started with this entry in the environment. Who was killed and not yet reaped has none. */
export function marked(entry: string): readonly Seen[] {
  return numbersIn('/proc').flatMap((pid) => {
    if (!read(`/proc/${pid}/environ`).split('\0').includes(entry)) return []
    return look(pid) ?? []
  })
}

/** What became of someone: `undefined` when it is dead, reaped or not. */
export function again({ pid, startTime }: Seen): Seen | undefined {
  const now = look(pid)
  return now?.startTime === startTime && /[^ZX]/.test(now.threads) ? now : undefined
}

/** The children of all threads of a process. */
export function childrenOf(pid: number): readonly Seen[] {
  const lists = numbersIn(`/proc/${pid}/task`).map((tid) =>
    read(`/proc/${pid}/task/${tid}/children`),
  )
  return lists.flatMap((list) =>
    list
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => look(Number(child)) ?? []),
  )
}

function look(pid: number): Seen | undefined {
  const stat = read(`/proc/${pid}/stat`)
  const end = stat.lastIndexOf(')')
  const startTime = stat.slice(end + 2).split(' ')[19]
  if (startTime === undefined) return undefined
  const threads = numbersIn(`/proc/${pid}/task`).map((tid) => read(`/proc/${pid}/task/${tid}/stat`))
  const states = threads.map((line) => line.charAt(line.lastIndexOf(')') + 2))
  return { pid, startTime, name: stat.slice(stat.indexOf('(') + 1, end), threads: states.join('') }
}

const numbersIn = (folder: string): readonly number[] => {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

// Whatever cannot be read is gone, or somebody else's.
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
