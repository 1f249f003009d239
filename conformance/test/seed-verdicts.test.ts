import { expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { seedCases } from '../seed/seed-case.ts'
import { verdicts } from '../seed/verdicts.ts'

const ids = seedCases.map(({ id }) => id).sort()

test('every case has one verdict, and every verdict is one on a case', () => {
  expect(ids).toHaveLength(95)
  expect(Object.keys(verdicts).sort()).toEqual(ids)
})

test('every case has one test, unless its verdict says that it is tested elsewhere', () => {
  const tested = readdirSync(import.meta.dirname)
    .filter((file) => file.startsWith('seed-'))
    .map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
    .flatMap((text) => [...text.matchAll(/^seedCase\(\s*'([^']+)'/gm)].map(([, id]) => id))

  const elsewhere = ids.filter((id) => verdicts[id]?.startsWith('elsewhere'))
  expect([...tested, ...elsewhere].sort()).toEqual(ids)
})

test('where Lambda does something else, that is what is tested', () => {
  const contradicted = seedCases.filter(({ aws }) => aws !== undefined).map(({ id }) => id)

  const kept = contradicted.filter((id) => verdicts[id] === 'as expected')

  expect(kept).toEqual([])
})
