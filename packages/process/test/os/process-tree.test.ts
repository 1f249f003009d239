import { expect, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { descendantsOf, startTimeOf } from '../../src/os/process-tree.ts'
import { runFixture } from './run-fixture.ts'

test('a start time stays the same and is unknown for nobody', () => {
  const startTime = startTimeOf(process.pid)

  expect(startTime).toMatch(/^\d+$/)
  expect(startTimeOf(process.pid)).toBe(startTime)
  expect(startTimeOf(2 ** 30)).toBeUndefined()
})

test('a name with spaces and parentheses does not hide the start time', async () => {
  await using child = await runFixture('runs-under-an-awkward-name')
  const name = await child.firstLine()

  const stat = await readFile(`/proc/${child.process.pid}/stat`, 'utf8')

  expect(name).toBe('a) S 1 (b')
  expect(stat.startsWith(`${child.process.pid} (${name}) `)).toBe(true)
  expect(startTimeOf(child.process.pid)).toBe(stat.split(`(${name}) `)[1]?.split(' ')[19])
})

test('descendants are found in other sessions and under every thread', async () => {
  await using family = await runFixture('has-a-family')
  const [root, ...rest] = JSON.parse(await family.firstLine()) as number[]

  const found = descendantsOf(root as number)

  expect(rest).toHaveLength(4)
  expect(found.map(({ pid }) => pid)).toEqual(expect.arrayContaining(rest))
  expect(found).toContainEqual({ pid: rest[0], startTime: startTimeOf(rest[0] as number) })
})

test('nobody has no descendants', () => {
  expect(descendantsOf(2 ** 30)).toEqual([])
})
