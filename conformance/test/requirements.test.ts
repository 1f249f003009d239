import { expect, test } from '@jest/globals'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { protocolCases } from '../protocol/protocol-case.ts'
import { areas } from '../requirements/areas.ts'
import { openReason } from '../requirements/open-reason.ts'
import { allDeviations, whyNotPlayed } from '../requirements/played-cases.ts'
import type { Proof } from '../requirements/requirement.ts'
import { requirementsPage } from '../requirements/requirements-page.ts'
import { isTitled, testTitles } from '../requirements/test-titles.ts'

const root = new URL('../../', import.meta.url)
const page = new URL('docs/requirements.md', root)
const requirements = areas.flatMap((area) => area.requirements)
const citedCases = requirements.flatMap(({ proofs }) => proofs.flatMap(caseOf))

test('every requirement has an id of its own, which begins with a word of its area', () => {
  const ids = requirements.map(({ id }) => id)

  const misnamed = areas.flatMap((area) =>
    area.requirements
      .map(({ id }) => id)
      .filter((id) => !area.prefixes.some((prefix) => id.startsWith(`${prefix}.`))),
  )
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  expect(ids.filter((id) => !/^[a-z]+(\.[a-z]+(-[a-z]+)*)+$/.test(id))).toEqual([])
  expect(misnamed).toEqual([])
  expect(ids.length).toBeGreaterThanOrEqual(200)
})

test('every requirement is one sentence on one line', () => {
  const others = requirements.filter(
    ({ statement }) => !/^[A-Z`‘“/]/.test(statement) || !/[^.]\.$/.test(statement),
  )

  expect(others.map(({ id }) => id)).toEqual([])
  expect(requirements.filter(({ statement }) => statement.includes('\n'))).toEqual([])
})

test('every grade has a source that bears it, and what was chosen has a reason', () => {
  const unfounded = requirements.filter(({ grade, source, note }) => {
    if (grade === 'chosen') return note === undefined || source.length === 0
    return !source.some((one) => kinds[grade].some((kind) => one.startsWith(`${kind}: `)))
  })

  expect(unfounded.map(({ id }) => id)).toEqual([])
})

test('every decision that is cited exists', () => {
  const decisions = requirements.flatMap(({ source }) =>
    source.filter((one) => one.startsWith('decision: ')).map((one) => one.slice(10)),
  )

  const missing = decisions.filter((name) => !existsSync(new URL(`decisions/${name}.md`, root)))
  expect(missing).toEqual([])
})

test('every case of the protocol is cited, and every case that is cited exists', () => {
  const known = protocolCases.map(({ id }) => id)

  expect(known.filter((id) => !citedCases.includes(id))).toEqual([])
  expect(citedCases.filter((id) => !known.includes(id))).toEqual([])
})

test('a case that differs is shown with the reason', () => {
  const reasons = Object.values(allDeviations).map(({ reason }) => reason)

  const text = requirementsPage(areas)

  expect(reasons.filter((reason) => !text.includes(`(differs: ${reason})`))).toEqual([])
})

test('every test that is cited has this title in its file', () => {
  const missing = requirements.flatMap(({ id, proofs }) =>
    proofs.filter((proof) => !isThere(proof)).map((proof) => ({ id, ...proof })),
  )

  expect(missing).toEqual([])
})

test('what has no proof says why, and nothing else does', () => {
  const wrong = requirements.filter(
    ({ proofs, open }) => (proofs.length === 0) === (open === undefined),
  )

  expect(wrong.map(({ id }) => id)).toEqual([])
})

test('a case that is not played is cited by open requirements only', () => {
  const proven = requirements.filter((one) => openReason(one) === undefined)

  const cited = proven.flatMap(({ proofs }) => proofs.flatMap(caseOf))
  expect(cited.filter((id) => whyNotPlayed(id) !== undefined)).toEqual([])
})

test('docs/requirements.md is what the requirements say (SIM_WRITE_REQUIREMENTS=1 writes it)', () => {
  const wanted = requirementsPage(areas)

  if (process.env['SIM_WRITE_REQUIREMENTS'] === '1') writeFileSync(page, wanted)
  expect(readFileSync(page, 'utf8')).toBe(wanted)
})

test('titles are found however a test is written, unless it is always skipped', () => {
  const file = [
    `test('it\\'s plain', async () => undefined)`,
    'test.each([1, 2])(',
    "  'each %s of $them',",
    '  () => undefined,',
    ')',
    'test.concurrent.each(rows)("beside %i others", run)',
    "seedCase('SC-01', 'a story', run)",
    "testWith(client, 'with a client', run)",
    "withBoth('with either', run)",
    '  test(`${count} in a loop`, run)',
    "test.skip('not at all', run)",
    "expect('no test').toBe(test)",
  ].join('\n')

  expect(testTitles(file).map(({ text, isTemplate }) => [text, isTemplate])).toEqual([
    ["it's plain", false],
    ['each %s of $them', true],
    ['beside %i others', true],
    ['SC-01 a story', false],
    ['with a client', false],
    ['with either', false],
    ['${count} in a loop', true],
  ])
})

test.each([
  ['each %s of $them', 'each %s of $them', true],
  ['each %s of $them', 'each one of a.b', true],
  ['each %s of $them', 'each one of ', false],
  ['each %s of $them', 'not each one of many', false],
  ['${count} (in a loop)', '1000 (in a loop)', true],
  ['${count} (in a loop)', '1000 in a loop', false],
])('a test with the template "%s" is cited as "%s": %s', (text, cited, expected) => {
  expect(isTitled({ text, isTemplate: true }, cited)).toBe(expected)
})

test('only a template stands for other words than its own', () => {
  expect(isTitled({ text: '100 %s', isTemplate: false }, '100 percent')).toBe(false)
})

/** The kinds of sources by which a grade can be. */
const kinds = {
  documented: ['docs'],
  captured: ['capture'],
  core: ['core', 'managed core'],
} as const

function caseOf(proof: Proof): string[] {
  return 'case' in proof ? [proof.case] : []
}

function isThere(proof: Proof): boolean {
  if ('case' in proof) return true
  const file = new URL(proof.test, root)
  return existsSync(file) && titlesIn(file).some((title) => isTitled(title, proof.title))
}

function titlesIn(file: URL) {
  return testTitles(readFileSync(file, 'utf8'))
}
