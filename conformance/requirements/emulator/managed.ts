import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const rieManaged = testsOf('packages/cli/test/rie/managed/rie-managed.test.ts')
const managedSettings = testsOf('packages/cli/test/rie/managed/managed-settings.test.ts')
const subscribe = testsOf('packages/telemetry-api/test/managed/subscribe.test.ts')

/** What the emulator of managed instances does and the service does not. */
export const managed: readonly Requirement[] = [
  {
    id: 'emulator.managed.profile',
    statement:
      'The variable `AWS_LAMBDA_MAX_CONCURRENCY`, with any value, makes `lambda-sim rie` one of managed instances.',
    grade: 'core',
    source: ['core: cmd/aws-lambda-rie/main.go:14-20'],
    proofs: [
      managedSettings('the variable makes the difference, be it %p'),
      managedSettings('without it the emulator is the classic one'),
    ],
  },
  {
    id: 'emulator.managed.client-context',
    statement: 'The client context reaches the runtime as the caller sent it, in base64.',
    grade: 'captured',
    source: [
      'capture: the emulator',
      'managed core: aws-lambda-rie/internal/invoke/rie_invoke_request.go:38-66',
    ],
    proofs: cases('mi-next-client-context-not-decoded'),
  },
  {
    id: 'emulator.managed.trailers',
    statement:
      'The caller of a stream that ended with an error gets the error instead of what came before it.',
    grade: 'captured',
    source: ['capture: the emulator', 'managed core: invoke/runtime_response_request.go:81-101'],
    proofs: cases('mi-trailer-error-invoker'),
  },
  {
    id: 'emulator.managed.subscribe-twice',
    statement: 'A second subscription of an extension is 500.',
    grade: 'captured',
    source: ['capture: the emulator', 'managed core: rapi/handler/runtimelogs_test.go:157'],
    proofs: [
      ...cases('mi-telemetry-twice-500'),
      subscribe('a second subscription of an extension fails'),
    ],
  },
  {
    id: 'emulator.managed.deadline',
    statement: 'The deadline is the moment of the dispatch plus the time-out.',
    grade: 'chosen',
    source: [
      'managed core: aws-lambda-rie/internal/invoke/rie_invoke_request.go:137',
      'capture: the emulator',
    ],
    note: 'the emulator multiplies by milliseconds twice and is eleven days late',
    proofs: [rieManaged('the deadline is as far away as the time-out')],
  },
  {
    id: 'emulator.managed.init-failure',
    statement: 'A failed init ends `lambda-sim rie` with 1.',
    grade: 'captured',
    source: ['capture: the emulator', 'managed core: aws-lambda-rie/internal/app.go:80-88'],
    proofs: [rieManaged('an init that fails ends the emulator with 1')],
  },
  {
    id: 'emulator.managed.exit',
    statement:
      'The end of the runtime ends what runs; later calls are told so, and `lambda-sim rie` stays.',
    grade: 'captured',
    source: ['capture: the emulator', 'managed core: raptor/app.go:97-171'],
    proofs: [
      rieManaged(
        'the end of the runtime ends what runs; later calls are told so, and the emulator stays',
      ),
    ],
  },
  {
    id: 'emulator.managed.log',
    statement: 'Standard output has what the platform tells, each event a line of JSON.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [rieManaged('stdout has what the platform tells, each event a line of JSON')],
  },
  {
    id: 'emulator.managed.variables',
    statement: 'The runtime has the variables of the emulator, but for those of the platform.',
    grade: 'core',
    source: ['managed core: rapidcore/env/environment.go:47-179'],
    proofs: [
      rieManaged('the runtime has the variables of the emulator, but for those of the platform'),
      managedSettings(
        'the function is that of the emulator for managed instances, and has all variables',
      ),
    ],
  },
]
