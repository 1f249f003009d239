import { test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { randomUUID } from 'node:crypto'
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/** A control group of its own, of version 2. Disposing of it ends whoever is in it. */
export interface TestGroup extends AsyncDisposable {
  readonly path: string
  /** What one of its files says, such as `freeze`. */
  read(file: string): string
  pids(): number[]
}

/** Makes one; says why not where there can be none. */
export function makeGroup(): TestGroup | string {
  const mounts = process.platform === 'linux' ? readFileSync('/proc/self/mountinfo', 'utf8') : ''
  const mount = mounts.split('\n').find((line) => line.includes(' - cgroup2 '))
  if (mount === undefined) return 'no control groups of version 2 here'
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/'
  const path = join(mount.split(' ')[4] as string, own, `sim-test-${randomUUID()}`)
  try {
    mkdirSync(path)
    for (const file of ['procs', 'freeze', 'kill']) {
      accessSync(join(path, `cgroup.${file}`), constants.W_OK)
    }
  } catch (error) {
    return `no writable control groups of version 2 here: ${(error as Error).message}`
  }
  const read = (file: string) => readFileSync(join(path, `cgroup.${file}`), 'latin1')
  const remove = () => {
    writeFileSync(join(path, 'cgroup.kill'), '1')
    return read('events').includes('populated 0')
  }
  return {
    path,
    read,
    pids: () => read('procs').split('\n').filter(Boolean).map(Number),
    async [Symbol.asyncDispose]() {
      await pollUntil(remove, (isEmpty) => isEmpty, { what: `the end of everyone in ${path}` })
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        if (entry.isDirectory()) rmdirSync(join(path, entry.name))
      }
      rmdirSync(path)
    },
  }
}

/**
 * A test that needs a control group that it may write to. Without one it is skipped, and its title says why; it fails
 * instead where the environment variable `SIM_REQUIRE_ALL` is `1`.
 */
export function testInGroup(behaviour: string, run: (group: TestGroup) => Promise<void>): void {
  const missing = whyMissing()
  if (missing === undefined) {
    test(behaviour, async () => {
      await using group = makeGroup() as TestGroup
      await run(group)
    })
  } else if (process.env['SIM_REQUIRE_ALL'] === '1') {
    test(behaviour, () => {
      throw new Error(`a control group is required, and cannot be had: ${missing}`)
    })
  } else {
    test.skip(`${behaviour} (${missing})`, () => undefined)
  }
}

function whyMissing(): string | undefined {
  const group = makeGroup()
  if (typeof group === 'string') return group
  rmdirSync(group.path)
  return undefined
}
