import { waitFor } from '@sim/core'
import { beforeAll, expect, test } from '@jest/globals'
import { differences } from '../protocol/differences.ts'
import { protocolCases, type ProtocolCase } from '../protocol/protocol-case.ts'
import { CaseRun } from '../protocol/run-case.ts'
import { RieProcess } from '../rie/rie-process.ts'
import { playedOtherwise, rieFlags } from '../rie/rie-profiles.ts'
import { RieTarget } from '../rie/rie-target.ts'

const known = protocolCases.filter(({ profile }) => profile in rieFlags)
const played = known.filter(({ id }) => !(id in playedOtherwise))

beforeAll(() => RieProcess.prepare())

test.concurrent.each(played.map((one) => [one.id, one] as const))('%s', async (id, one) => {
  await using rie = await startFor(one)

  const found = await differencesOf(rie, one)

  expect({ id, differences: found }).toEqual({ id, differences: [] })
})

test.concurrent('snap-credentials-ok', async () => {
  const one = caseOf('snap-credentials-ok')
  const tells = 'echo "token $AWS_CONTAINER_AUTHORIZATION_TOKEN"; exec sleep 1000'
  await using rie = await startFor(one, ['/bin/sh', '-c', tells])
  const [invocation] = one.given.calls as [ProtocolCase['when']]
  using _first = new RieTarget(rie).invoke(invocation)

  const found = await differencesOf(rie, withToken(one, await tokenIn(rie)))

  expect(found).toEqual([])
})

test.concurrent('snap-restore-error-accepted', async () => {
  const one = caseOf('snap-restore-error-accepted')
  const { calls } = caseOf('snap-rie-restore-next-returns-event').given
  await using rie = await startFor(one)
  const given = { ...one.given, calls: [...calls, ...one.given.calls] }

  const found = await differencesOf(rie, { ...one, given })

  expect(found).toEqual([])
})

test('every case of one invocation at a time is played', () => {
  const count = (wanted: ProtocolCase['profile']) =>
    played.filter(({ profile }) => profile === wanted).length

  const counts = Object.keys(rieFlags).map((one) => count(one as ProtocolCase['profile']))

  expect(counts).toEqual([129, 5, 6])
  expect(known).toHaveLength(129 + 5 + 8)
  expect(Object.keys(playedOtherwise).filter((id) => !known.some((one) => one.id === id))).toEqual(
    [],
  )
})

function caseOf(wanted: string): ProtocolCase {
  const found = protocolCases.find(({ id }) => id === wanted)
  if (found === undefined) throw new Error(`there is no case ${wanted}`)
  return found
}

/** The drop-in, a process of its own, as a case needs it. */
function startFor(
  { profile, setup }: ProtocolCase,
  bootstrap?: readonly string[],
): Promise<RieProcess> {
  const { externalExtensions: extensions, functionTimeoutSeconds: timeoutSeconds } = setup ?? {}
  return RieProcess.start({ extensions, timeoutSeconds, flags: rieFlags[profile], bootstrap })
}

/** In which points it is not as a case wants it. */
async function differencesOf(rie: RieProcess, one: ProtocolCase): Promise<string[]> {
  using run = new CaseRun(new RieTarget(rie, one.setup?.externalExtensions))
  const seen = await run.play(one)
  return differences(run.expected(one), seen)
}

/** What its runtime says of its environment. */
async function tokenIn({ stdout }: RieProcess): Promise<string> {
  const token = () =>
    stdout
      .entries()
      .map((line) => /^token (\S+)$/.exec(line)?.[1])
      .find((found) => found !== undefined)
  await waitFor(stdout, () => token() !== undefined, { what: 'the runtime to tell its token' })
  return token() as string
}

function withToken(one: ProtocolCase, token: string): ProtocolCase {
  return JSON.parse(JSON.stringify(one).replaceAll('{{token}}', token)) as ProtocolCase
}
