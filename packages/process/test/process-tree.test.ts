import { expect, test } from '@jest/globals'
import process from 'node:process'
import { descendantsOf, startTimeOf } from '../src/process-tree.ts'
import { runFixture } from './run-fixture.ts'

test('a start time stays the same and is unknown for nobody', () => {
  const startTime = startTimeOf(process.pid)

  expect(startTime).toMatch(/^\d+$/)
  expect(startTimeOf(process.pid)).toBe(startTime)
  expect(startTimeOf(2 ** 30)).toBeUndefined()
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
