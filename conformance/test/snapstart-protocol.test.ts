import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { differences } from '../protocol/differences.ts'
import { protocolCases, type ProtocolCase } from '../protocol/protocol-case.ts'
import { CaseRun } from '../protocol/run-case.ts'
import { snapstartDeviations } from '../protocol/snapstart-deviations.ts'
import { SnapstartTarget } from '../protocol/snapstart-target.ts'

const snapstart = protocolCases.filter(({ profile }) => profile === 'snapstart')

test.concurrent.each(snapstart.map((one) => [one.id, one] as const))('%s', async (id, one) => {
  await using simulator = await startFor(one)
  using played = new CaseRun(new SnapstartTarget(simulator))

  const seen = await played.play(one)

  const expected = snapstartDeviations[id]?.expect ?? played.expected(one)
  expect({ id, differences: differences(expected, seen) }).toEqual({ id, differences: [] })
})

test('every case of a snapshot is run, artefacts of the emulator too', () => {
  expect(snapstart).toHaveLength(8)
  expect(snapstart.filter(({ rieArtefact }) => rieArtefact).map(({ id }) => id)).toEqual([
    'snap-init-error-while-restoring',
    'snap-rie-restore-next-returns-event',
  ])
})

test('every deviation is one from a case that is run', () => {
  const ids = snapstart.map(({ id }) => id)

  expect(Object.keys(snapstartDeviations).filter((id) => !ids.includes(id))).toEqual([])
})

/** An environment for a snapshot, without a runtime, since the case plays it. */
function startFor({ setup = {} }: ProtocolCase): Promise<Simulator> {
  const { functionTimeoutSeconds = 5 } = setup
  return Simulator.start({
    initializationType: 'snap-start',
    tracing: 'none',
    timeoutMs: functionTimeoutSeconds * 1000,
  })
}
