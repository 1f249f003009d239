import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { deviations } from '../protocol/deviations.ts'
import { differences } from '../protocol/differences.ts'
import { notRun } from '../protocol/not-run.ts'
import { protocolCases, type ProtocolCase } from '../protocol/protocol-case.ts'
import { CaseRun } from '../protocol/run-case.ts'
import { SimulatorTarget } from '../protocol/simulator-target.ts'

const left = new Set(Object.values(notRun).flatMap(({ ids }) => ids))
/** Other environments have a test file each. */
const elsewhere = protocolCases.filter(
  ({ profile }) => profile === 'managed' || profile === 'snapstart',
)
const run = protocolCases.filter((one) => !left.has(one.id) && !elsewhere.includes(one))

test.concurrent.each(run.map((one) => [one.id, one] as const))('%s', async (id, one) => {
  await using simulator = await startFor(one)
  using played = new CaseRun(new SimulatorTarget(simulator))

  const seen = await played.play(one)

  const expected = deviations[id]?.expect ?? played.expected(one)
  expect({ id, differences: differences(expected, seen) }).toEqual({ id, differences: [] })
})

test('every case is either run or in a group that says why not', () => {
  const listed = Object.values(notRun).flatMap(({ ids }) => ids)

  const ids = [...[...run, ...elsewhere].map(({ id }) => id), ...listed].sort()

  expect(ids).toEqual(protocolCases.map(({ id }) => id).sort())
  expect(ids).toHaveLength(198)
  expect(new Set(ids).size).toBe(198)
})

test('what is run is every case of a plain environment that is no emulator artefact', () => {
  const wanted = protocolCases.filter(
    ({ profile, rieArtefact }) =>
      rieArtefact !== true && (profile === 'classic' || profile === 'classic-service'),
  )

  expect(run).toEqual(wanted)
  expect(run).toHaveLength(122)
})

test('every deviation is one from a case that is run', () => {
  const ids = run.map(({ id }) => id)

  expect(Object.keys(deviations).filter((id) => !ids.includes(id))).toEqual([])
})

/** An environment without a runtime, since the case plays it, and with extensions that only sleep. */
function startFor({ setup = {} }: ProtocolCase): Promise<Simulator> {
  const { externalExtensions = [], functionTimeoutSeconds = 5 } = setup
  return Simulator.start({
    tracing: 'none',
    timeoutMs: functionTimeoutSeconds * 1000,
    extensions: externalExtensions.map((name) => ({ name, command: '/bin/sleep', args: ['1000'] })),
  })
}
