import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { differences } from '../protocol/differences.ts'
import { managedDeviations } from '../protocol/managed-deviations.ts'
import { ManagedTarget } from '../protocol/managed-target.ts'
import { protocolCases, type ProtocolCase } from '../protocol/protocol-case.ts'
import { CaseRun } from '../protocol/run-case.ts'

const managed = protocolCases.filter(({ profile }) => profile === 'managed')

test.concurrent.each(managed.map((one) => [one.id, one] as const))('%s', async (id, one) => {
  await using simulator = await startFor(one)
  using played = new CaseRun(new ManagedTarget(simulator))

  const seen = await played.play(one)

  const expected = managedDeviations[id]?.expect ?? played.expected(one)
  expect({ id, differences: differences(expected, seen) }).toEqual({ id, differences: [] })
})

test('every case of a managed instance is run, artefacts of its emulator too', () => {
  expect(managed).toHaveLength(56)
  expect(managed.filter(({ rieArtefact }) => rieArtefact).map(({ id }) => id)).toEqual([
    'mi-trailer-error-invoker',
    'mi-next-client-context-not-decoded',
    'mi-telemetry-twice-500',
  ])
})

test('every deviation is one from a case that is run', () => {
  const ids = managed.map(({ id }) => id)

  expect(Object.keys(managedDeviations).filter((id) => !ids.includes(id))).toEqual([])
})

/** A managed instance without a runtime, since the case plays it, and with extensions that only sleep. */
function startFor({ setup = {} }: ProtocolCase): Promise<Simulator> {
  const { externalExtensions = [], functionTimeoutSeconds = 5, maxConcurrency = 4 } = setup
  return Simulator.start({
    initializationType: 'lambda-managed-instances',
    maxConcurrency,
    tracing: 'none',
    timeoutMs: functionTimeoutSeconds * 1000,
    extensions: externalExtensions.map((name) => ({ name, command: '/bin/sleep', args: ['1000'] })),
  })
}
