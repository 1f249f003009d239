import { telemetryCases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'
import { golden } from './golden.ts'

const moments = testsOf('conformance/test/telemetry-moments.test.ts')
const samples = testsOf('conformance/test/telemetry-samples.test.ts')
const sampled = samples('ours is the sample %s: types, order, fields and how it went')

/** What is told when. */
export const order: readonly Requirement[] = [
  {
    id: 'telemetry.order.cold-start',
    statement:
      'A cold start tells `initStart`, subscriptions, `initRuntimeDone`, each extension, `initReport`, `start`, `runtimeDone`, `report`, in this order, and nothing else.',
    grade: 'captured',
    source: ['capture: production, July 2024'],
    proofs: [...telemetryCases('ORD-001', 'ORD-005'), sampled, golden('cold-start')],
  },
  {
    id: 'telemetry.order.warm-start',
    statement: 'A warm invocation tells `start`, `runtimeDone` and `report`.',
    grade: 'documented',
    source: ['docs: telemetry-schema-reference'],
    proofs: [...telemetryCases('INV-001'), golden('warm-start')],
  },
  {
    id: 'telemetry.order.printed',
    statement: 'What is printed stands where the platform read it, between its own events.',
    grade: 'captured',
    source: ['capture: a published batch of the Logs API, June 2022'],
    proofs: telemetryCases('ORD-009', 'BAT-009'),
  },
  {
    id: 'telemetry.order.init-failure',
    statement:
      'A failed init tells its end with the type of the error, and no start; where the runtime was never launched there is no `initRuntimeDone`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:279-378', 'core: fatalerror/fatalerror.go:60-71'],
    proofs: telemetryCases('ERR-008', 'ERR-011', 'ERR-012'),
  },
  {
    id: 'telemetry.order.init-inside',
    statement:
      'An init inside an invocation is told before its start, with the phase `invoke`, whether it succeeds or not; the report counts it, and has no `initDurationMs`.',
    grade: 'captured',
    source: [
      'capture: production, published logs of failed inits',
      'core: rapid/handlers.go:418-432',
    ],
    proofs: [
      ...telemetryCases('ERR-009', 'ERR-010'),
      golden('init-failure-twice'),
      golden('init-failure-then-recovery'),
    ],
  },
  {
    id: 'telemetry.order.init-timeout',
    statement:
      'An init that takes too long is `timeout` in its report and `Runtime.Unknown` for the runtime; one inside an invocation is `Runtime.Unknown` in both, and the invocation a time-out.',
    grade: 'captured',
    source: [
      'capture: production, published log of INIT_REPORT',
      'core: rapid/handlers.go:882-895',
    ],
    proofs: [
      ...telemetryCases('ERR-014'),
      golden('init-timeout-then-recovery'),
      golden('init-timeout-twice'),
    ],
  },
  {
    id: 'telemetry.order.timeout',
    statement:
      'A time-out tells `runtimeDone` with the status `timeout` and no type, and after SHUTDOWN a report that has the limit for a duration.',
    grade: 'captured',
    source: ['capture: production, July 2026', 'core: rapid/handlers.go:713-748'],
    proofs: [...telemetryCases('ERR-004', 'ERR-005'), golden('timeout')],
  },
  {
    id: 'telemetry.order.crash',
    statement:
      'A crash tells `runtimeDone` and `report` with its error, and the next invocation an init with the phase `invoke`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:241,709-746'],
    proofs: [golden('runtime-crash')],
  },
  {
    id: 'telemetry.order.extension-failure',
    statement:
      'An extension that dies, or says that it ends, fails the invocation with `Extension.Crash` or `Extension.ExitError`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:242-250,709-746'],
    proofs: [
      ...telemetryCases('ERR-015'),
      golden('extension-crash'),
      golden('extension-exit-error'),
    ],
  },
  {
    id: 'telemetry.order.one-runtime-done',
    statement:
      'There is one `platform.runtimeDone` for an invocation: what fails after it is told by the report alone.',
    grade: 'chosen',
    source: ['core: rapid/handlers.go:510-519,713-746'],
    note: 'the core sends a second one when it resets; no capture has two, and consumers close the invocation with the first',
    proofs: [golden('extension-holds-on'), golden('extension-crash-after-the-response')],
  },
  {
    id: 'telemetry.order.shutdown',
    statement: 'A shutdown tells nothing of its own; what is printed in it is still delivered.',
    grade: 'core',
    source: ['core: rapid/handlers.go:787-801'],
    proofs: [
      ...telemetryCases('FRZ-004'),
      golden('shutdown'),
      golden('shutdown-without-extensions'),
    ],
  },
  {
    id: 'telemetry.moment.runtime-done',
    statement: '`platform.runtimeDone` is delivered while extensions still work.',
    grade: 'documented',
    source: ['docs: telemetry-api', 'core: rapid/handlers.go:497-531'],
    proofs: [moments('the end of the runtime’s part is delivered while the extension still works')],
  },
  {
    id: 'telemetry.moment.frozen',
    statement: 'A frozen environment is sent nothing, and its time-outs stand still.',
    grade: 'documented',
    source: ['docs: lambda-runtime-environment'],
    proofs: [moments('a frozen environment is sent nothing, and its time-outs stand still')],
  },
  {
    id: 'telemetry.moment.flush',
    statement: 'What waits is sent before SHUTDOWN goes out, due or not.',
    grade: 'core',
    source: ['managed core: rapid/shutdown.go:285-312'],
    proofs: [
      ...telemetryCases('FRZ-002'),
      moments('what waits for a batch that is not due is sent before SHUTDOWN goes out'),
    ],
  },
  {
    id: 'telemetry.moment.last-report',
    statement: 'The report of an invocation that failed is delivered after SHUTDOWN went out.',
    grade: 'chosen',
    source: ['core: rapid/handlers.go:709-748'],
    note: 'on Lambda it may be lost with the processes; a test is better off with it',
    proofs: [moments('the report of a crash is delivered though the extension was told to end')],
  },
]
