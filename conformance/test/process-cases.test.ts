import { expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { deviations } from '../processes/deviations.ts'
import { notRun } from '../processes/not-run.ts'
import { processCases } from '../processes/process-case.ts'

const ids = processCases.map(({ id }) => id).sort()
const listed = Object.values(notRun).flatMap((group) => group.ids)
const tested = readdirSync(import.meta.dirname)
  .filter((file) => file.startsWith('process-'))
  .map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
  .flatMap((text) => [...text.matchAll(/^\s*processCase\(\s*'([^']+)'/gm)].map(([, id]) => id))

test('every case has a test, or a reason why not', () => {
  const run = new Set(tested)
  process.stdout.write(`process cases: ${run.size} run, ${listed.length} not\n`)

  expect(new Set(ids).size).toBe(154)
  expect([...run, ...listed].sort()).toEqual(ids)
})

test('where something else is tested, it stands in the case, and the reason is listed', () => {
  const differing = processCases.filter(({ standing }) => standing === 'differs')
  const reasons = Object.values(deviations).flatMap((group) => group.ids)

  expect([...reasons].sort()).toEqual(differing.map(({ id }) => id).sort())
  expect(differing.filter(({ rule }) => rule === undefined)).toEqual([])
})

test('every case that is run says how its expectation stands to the test', () => {
  const silent = processCases.filter(({ standing }) => standing === undefined)

  expect(silent.map(({ id }) => id).sort()).toEqual([...listed].sort())
})
