import { expect } from '@jest/globals'
import { Leash } from '@sim/process'
import { readdir } from 'node:fs/promises'
import process from 'node:process'
import { descendantsOf } from '../../src/os/process-tree.ts'

/** What the kernel knows of; the leash is not ours. */
export async function childrenAndThreads() {
  const { pid } = Leash.shared
  const children = descendantsOf(process.pid).filter((child) => child.pid !== pid)
  return { children, threads: (await readdir('/proc/self/task')).length }
}

/** Less there may be: what other tests left ready goes home some time. */
export async function expectNothingNew(before: Awaited<ReturnType<typeof childrenAndThreads>>) {
  const { children, threads } = await childrenAndThreads()
  expect(before.children).toEqual(expect.arrayContaining(children))
  expect(threads).toBeLessThanOrEqual(before.threads)
}
