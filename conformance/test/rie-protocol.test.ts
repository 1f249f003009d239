import { beforeAll, expect, test } from '@jest/globals'
import { differences } from '../protocol/differences.ts'
import { protocolCases, type ProtocolCase } from '../protocol/protocol-case.ts'
import { CaseRun } from '../protocol/run-case.ts'
import { later } from '../rie/later.ts'
import { RieProcess } from '../rie/rie-process.ts'
import { RieTarget } from '../rie/rie-target.ts'

const classic = protocolCases.filter(({ profile }) => profile === 'classic')
const passing = classic.filter(({ id }) => !(id in later))
const failing = classic.filter(({ id }) => id in later)

beforeAll(() => RieProcess.prepare())

test.concurrent.each(passing.map((one) => [one.id, one] as const))('%s', async (id, one) => {
  const found = await differencesOf(one)

  expect({ id, differences: found }).toEqual({ id, differences: [] })
})

test.concurrent.each(failing.map((one) => [one.id, one] as const))(
  '%s is not met yet',
  async (_id, one) => {
    const found = await differencesOf(one)

    expect(found).not.toEqual([])
  },
)

test('whatever Lambda does is met, and most of what only its emulator does', () => {
  const count = (cases: readonly ProtocolCase[], rieArtefact: boolean) =>
    cases.filter((one) => (one.rieArtefact ?? false) === rieArtefact).length

  expect({ lambda: count(passing, false), emulator: count(passing, true) }).toEqual({
    lambda: 117,
    emulator: 6,
  })
  expect({ lambda: count(failing, false), emulator: count(failing, true) }).toEqual({
    lambda: 0,
    emulator: 6,
  })
  expect(Object.keys(later).sort()).toEqual(failing.map(({ id }) => id).sort())
})

/** In which points the drop-in, as a process of its own, is not as a case wants it. */
async function differencesOf(one: ProtocolCase): Promise<string[]> {
  const { externalExtensions: extensions = [], functionTimeoutSeconds: timeoutSeconds } =
    one.setup ?? {}
  await using rie = await RieProcess.start({ extensions, timeoutSeconds })
  using played = new CaseRun(new RieTarget(rie, extensions))
  const seen = await played.play(one)
  return differences(played.expected(one), seen)
}
