import { beforeAll, expect, test } from '@jest/globals'
import { differences } from '../protocol/differences.ts'
import { protocolCases, type ProtocolCase } from '../protocol/protocol-case.ts'
import { CaseRun } from '../protocol/run-case.ts'
import { RieProcess } from '../rie/rie-process.ts'
import { RieTarget } from '../rie/rie-target.ts'

const managed = protocolCases.filter(({ profile }) => profile === 'managed')

beforeAll(() => RieProcess.prepare())

test.concurrent.each(managed.map((one) => [one.id, one] as const))('%s', async (id, one) => {
  await using rie = await startFor(one)
  using played = new CaseRun(new RieTarget(rie))

  const seen = await played.play(one)

  expect({ id, differences: differences(played.expected(one), seen) }).toEqual({
    id,
    differences: [],
  })
})

test('every case of a managed instance is played, artefacts of its emulator too', () => {
  expect(managed).toHaveLength(56)
})

/** The drop-in for the emulator of managed instances, a process of its own. */
function startFor({ setup = {} }: ProtocolCase): Promise<RieProcess> {
  const { externalExtensions, functionTimeoutSeconds, maxConcurrency = 4 } = setup
  return RieProcess.start({
    extensions: externalExtensions,
    timeoutSeconds: functionTimeoutSeconds,
    env: { AWS_LAMBDA_MAX_CONCURRENCY: String(maxConcurrency) },
  })
}
