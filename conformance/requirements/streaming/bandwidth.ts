import { testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const responseBandwidth = testsOf('packages/simulator/test/response-bandwidth.test.ts')
const bucket = testsOf('packages/simulator/test/bandwidth.test.ts')

/** How fast a stream may be. */
export const bandwidth: readonly Requirement[] = [
  {
    id: 'streaming.bandwidth.default',
    statement:
      'With the shaping of the platform a burst, by default 6 MiB, goes as fast as it can and the rest at a rate, by default 2 MiB a second.',
    grade: 'documented',
    source: ['docs: configuration-response-streaming', 'core: interop/model.go:25-32'],
    proofs: [
      responseBandwidth('a response keeps to its bandwidth'),
      bucket('a burst goes at once, then the bucket is filled eight times a second'),
      responseBandwidth('a time-out ends the wait for bandwidth'),
    ],
  },
  {
    id: 'streaming.bandwidth.bucket',
    statement: 'Bandwidth is a bucket of tokens that is filled every 125 ms.',
    grade: 'core',
    source: ['core: core/bandwidthlimiter/throttler.go:21-60,105'],
    proofs: [
      bucket('a burst goes at once, then the bucket is filled eight times a second'),
      bucket('what is not used is kept, up to a burst'),
    ],
  },
  {
    id: 'streaming.bandwidth.bounds',
    statement: 'Rate and burst may be from 32 KiB to 64 MiB; what is outside is refused.',
    grade: 'core',
    source: [
      'core: core/directinvoke/directinvoke.go:143-165',
      'core: core/directinvoke/util.go:18-31',
    ],
    proofs: [responseBandwidth('a bandwidth of %j is out of bounds')],
  },
  {
    id: 'streaming.bandwidth.off',
    statement: 'Without being asked nothing is shaped.',
    grade: 'chosen',
    source: ['docs: configuration-response-streaming'],
    note: 'a test has no network to spare',
    proofs: [responseBandwidth('a response that nobody asked to be slow needs no time')],
  },
]
