import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { join, posix } from 'node:path'

/**
 * The folders in which a control group of one's own may be made, the most fitting one first: below the group
 * that this process is in, as delegation has it, else at the top of the hierarchy. Empty where version 2 is not mounted.
 *
 * Documented in cgroups(7) and proc_pid_mountinfo(5).
 */
export function cgroupParents(mountInfo: string, ownCgroups: string): readonly string[] {
  const mounts = mountInfo.split('\n').filter((line) => line.includes(' - cgroup2 '))
  const [, , , root = '/', mountPoint] = mounts[0]?.split(' ').map(unescape) ?? []
  if (mountPoint === undefined) return []
  const own = /^0::(.*)$/m.exec(ownCgroups)?.[1] ?? '/'
  const inside = posix.relative(root, own)
  return inside === '' || inside.startsWith('..') || own.includes('..')
    ? [mountPoint]
    : [posix.join(mountPoint, inside), mountPoint]
}

/** Spaces, tabs, line feeds and backslashes are written in octal. */
const unescape = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))

/** `CGROUP2_SUPER_MAGIC` of Linux's `magic.h`. */
const cgroup2 = 0x63677270

/** Throws when this is no control group, or not one that can be used whole. */
export function accessCgroup(path: string): void {
  if (statfsSync(path).type !== cgroup2) throw new Error(`${path} is no control group of version 2`)
  for (const file of ['cgroup.procs', 'cgroup.freeze', 'cgroup.kill']) {
    accessSync(join(path, file), constants.W_OK)
  }
}

/** Everyone in a control group and the groups below it. Empty when it is gone. */
export function cgroupMembers(path: string): readonly number[] {
  return presentOnly(() => {
    const own = readFileSync(join(path, 'cgroup.procs'), 'latin1').split('\n').filter(Boolean)
    return [...own.map(Number), ...groupsBelow(path).flatMap(cgroupMembers)]
  }, [])
}

/** Whether anyone lives in a control group or below it. Zombies do not count. */
export function isPopulated(path: string): boolean {
  return presentOnly(
    () => readFileSync(join(path, 'cgroup.events'), 'latin1').includes('populated 1'),
    false,
  )
}

/** Ends everyone in a control group at once, frozen or not, and whoever they are just forking. */
export function killCgroup(path: string): void {
  presentOnly(() => writeFileSync(join(path, 'cgroup.kill'), '1', { flag: 'r+' }), undefined)
}

/** Removes a control group and those below it. False: someone is in it. Nothing else than a group is removed. */
export function removeCgroup(path: string): boolean {
  if (!existsSync(join(path, 'cgroup.kill'))) return true
  try {
    for (const group of groupsBelow(path)) removeCgroup(group)
    rmdirSync(path)
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EBUSY') return false
    if (code === 'ENOENT') return true
    throw error
  }
}

/** Ends a control group without waiting: it is removed if everyone was gone in this very moment. */
export function endCgroup(path: string): void {
  killCgroup(path)
  for (let looks = 0; isPopulated(path) && looks < 1_000; looks += 1);
  removeCgroup(path)
}

// Nobody else's folders are looked at, and least of all removed.
function groupsBelow(path: string): readonly string[] {
  if (!existsSync(join(path, 'cgroup.kill'))) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
}

/** A group that somebody else removed has nobody in it. */
function presentOnly<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch (error) {
    if (['ENOENT', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? '')) return otherwise
    throw error
  }
}
