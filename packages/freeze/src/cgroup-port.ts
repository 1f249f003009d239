import {
  accessSync,
  constants,
  readdirSync,
  readFileSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { unsupported } from './kernel-port.ts'
import { codeOf, FreezeError } from './freeze-error.ts'

/** What a controller asks of a control group. Everything throws what the operating system answers. */
export interface CgroupPort {
  /** What errors call it. */
  readonly path: string
  /** Whether the kernel says that everyone in it, and in the groups below it, stands still. */
  readonly isFrozen: boolean
  /** Everyone in it and below it; 0 for somebody of another pid namespace. */
  readonly pids: readonly number[]
  /** Asks the kernel to stop everyone in it, and whoever enters, or to stop that. */
  freeze(on: boolean): void
  /** Moves a process in. */
  enter(pid: number): void
  /** Moves a process to the group `to`, one of those that `groupOf` gave. */
  leave(pid: number, to: string): void
  /** Where a process that is not in it is; for one that is in it, the group around it. */
  groupOf(pid: number): string
}

/** `CGROUP2_SUPER_MAGIC` of Linux's `magic.h`. */
const cgroup2 = 0x63677270

/**
 * A control group of version 2, by its folder. Documented in cgroups(7) and in the kernel's `cgroup-v2` guide.
 *
 * Throws `ERR_FREEZE_CGROUP_NOT_FOUND` when there is no such folder, `ERR_FREEZE_CGROUP_NOT_V2` when it is no group
 * that can be frozen, `ERR_FREEZE_CGROUP_NOT_WRITABLE` when this user may not.
 */
export function cgroupPort(path: string): CgroupPort {
  if (process.platform !== 'linux') throw unsupported('control groups')
  assertFreezable(path)
  return {
    path,
    get isFrozen() {
      return /^frozen 1$/m.test(readFileSync(join(path, 'cgroup.events'), 'latin1'))
    },
    get pids() {
      return pidsBelow(path)
    },
    freeze: (on) => write(path, 'cgroup.freeze', on ? '1' : '0'),
    enter: (pid) => write(path, 'cgroup.procs', String(pid)),
    leave: (pid, to) => write(to, 'cgroup.procs', String(pid)),
    groupOf: (pid) => groupOf(pid, path),
  }
}

// Where the kernel has no such file none is made.
function write(path: string, file: string, text: string): void {
  writeFileSync(join(path, file), text, { flag: 'r+' })
}

function assertFreezable(path: string): void {
  const wanted = `the folder of a control group of version 2 was wanted, found ${path || 'none'}`
  if (isCgroup2(path) === undefined) {
    throw new FreezeError('ERR_FREEZE_CGROUP_NOT_FOUND', `${wanted}, which is not there`)
  }
  for (const file of ['cgroup.freeze', 'cgroup.procs']) {
    try {
      if (!isCgroup2(path)) throw new Error('it is not of version 2')
      accessSync(join(path, file), constants.W_OK)
    } catch (cause) {
      const isMissing = !['EACCES', 'EPERM', 'EROFS'].includes(codeOf(cause) ?? '')
      throw isMissing
        ? new FreezeError(
            'ERR_FREEZE_CGROUP_NOT_V2',
            `${wanted}, which is not one, or its topmost, or of a kernel before 5.2`,
            { cause },
          )
        : new FreezeError(
            'ERR_FREEZE_CGROUP_NOT_WRITABLE',
            `${wanted}, whose ${file} this user may not write`,
            { cause },
          )
    }
  }
}

/** `undefined`: there is nothing. */
function isCgroup2(path: string): boolean | undefined {
  try {
    return statfsSync(path).type === cgroup2
  } catch {
    return undefined
  }
}

function pidsBelow(path: string): number[] {
  const own = readFileSync(join(path, 'cgroup.procs'), 'latin1').split('\n').filter(Boolean)
  const groups = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return [...own.map(Number), ...groups.flatMap(({ name }) => pidsBelow(join(path, name)))]
}

function groupOf(pid: number, path: string): string {
  const inside = /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'latin1'))?.[1] ?? '/'
  const group = join(topOf(path), inside)
  const isIn = group === path || group.startsWith(`${path}/`)
  return isIn || isCgroup2(group) !== true ? dirname(path) : group
}

/** Where the hierarchy is mounted. */
function topOf(path: string): string {
  const above = dirname(path)
  return above !== path && isCgroup2(above) === true ? topOf(above) : path
}
