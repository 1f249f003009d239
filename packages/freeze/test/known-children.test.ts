import { expect, test } from '@jest/globals'
import { KnownChildren } from '../src/known-children.ts'
import { FakeTable, type FakeProcess } from './fake-table.ts'

function knownChildrenOfInit() {
  const table = new FakeTable()
  const known = new KnownChildren(table)
  const init = table.all.get(1) as FakeProcess
  const read = (isStale = false) => {
    const looked: number[] = []
    const children = known.of(
      1,
      new Set([50]),
      (pid) => {
        looked.push(pid)
        return table.read(pid)
      },
      () => isStale,
    )
    return { looked, startTimes: children.map(({ startTime }) => startTime) }
  }
  return { table, read, spawn: () => table.fork(init) }
}

test('who stands before one that was there before is not read again', () => {
  const { read, spawn } = knownChildrenOfInit()
  const children = [spawn(), spawn(), spawn()]
  const first = read()

  const second = read()

  expect(first.looked).toHaveLength(3)
  expect(second.looked).toEqual([children[2]!.pid])
  expect(second.startTimes).toEqual(children.map(({ startTime }) => startTime))
})

test('a new child is read, and the one before it', () => {
  const { read, spawn } = knownChildrenOfInit()
  const old = [spawn(), spawn()]
  read()
  const added = spawn()

  const { looked } = read()

  expect(looked).toEqual([added.pid, old[1]!.pid])
})

test('a pid that was used again is noticed, wherever it stood', () => {
  const { table, read, spawn } = knownChildrenOfInit()
  const old = [spawn(), spawn(), spawn()]
  read()
  table.exit(old[1]!)
  table.exit(old[2]!)
  const added = [spawn(), spawn()]

  const { looked, startTimes } = read()

  expect(added.map(({ pid }) => pid)).toEqual([old[1]!.pid, old[2]!.pid])
  expect(looked).toHaveLength(3)
  expect(startTimes).toEqual([old[0]!, ...added].map(({ startTime }) => startTime))
})

test('who may have changed is read again', () => {
  const { read, spawn } = knownChildrenOfInit()
  const children = [spawn(), spawn()]
  read()

  const { looked } = read(true)

  expect(looked.toSorted()).toEqual(children.map(({ pid }) => pid))
})
