import { expect, test } from '@jest/globals'
import { decisions } from '../telemetry/decisions.ts'
import { areas } from '../requirements/areas.ts'
import { provingTests } from '../telemetry/proving-tests.ts'
import { idsIn, telemetryCases } from '../telemetry/telemetry-case.ts'

const ids = telemetryCases.map(({ id }) => id).sort()

test('every case is there once, as strict as it is', () => {
  expect(ids).toHaveLength(116)
  expect(new Set(ids).size).toBe(116)
  expect(telemetryCases.filter(({ strict }) => strict)).toHaveLength(96)
})

test('every case is proven by a test that names it, and no test names another', () => {
  const proven = new Set(provingTests().flatMap((one) => one.ids))

  expect([...proven].sort()).toEqual(ids)
})

test('every case that is not strict is decided, and no other', () => {
  const open = telemetryCases.filter(({ strict }) => !strict).map(({ id }) => id)

  expect(Object.keys(decisions).sort()).toEqual(open.sort())
  expect(Object.values(decisions).filter((one) => one !== 'as written')).toHaveLength(1)
})

test('every case stands behind a requirement', () => {
  const proofs = areas.flatMap(({ requirements }) => requirements.flatMap((one) => one.proofs))
  const cited = new Set(proofs.flatMap((proof) => ('title' in proof ? idsIn(proof.title) : [])))

  expect(ids.filter((id) => !cited.has(id))).toEqual([])
})

test.each([
  ['ABC-001: one', ['ABC-001']],
  ['ABC-001, ABC-002: two', ['ABC-001', 'ABC-002']],
  ['about ABC-001: none', []],
  ['ABC-001 none', []],
])('the title "%s" cites %j', (title, cited) => {
  expect(idsIn(title)).toEqual(cited)
})
