import { telemetryCases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'
import { golden } from './golden.ts'

const moments = testsOf('conformance/test/telemetry-moments.test.ts')

/** What is in an event. */
export const records: readonly Requirement[] = [
  {
    id: 'telemetry.envelope',
    statement:
      'An event has `time`, `type` and `record` and nothing else; times have milliseconds and end with `Z`.',
    grade: 'documented',
    source: ['docs: telemetry-api', 'managed core: telemetry/constants.go:8'],
    proofs: telemetryCases('ENV-001', 'ENV-002'),
  },
  {
    id: 'telemetry.numbers',
    statement:
      'Durations are milliseconds with at most three decimals; the bill and memory are whole numbers.',
    grade: 'core',
    source: ['core: telemetry/events_api.go:78-86'],
    proofs: telemetryCases('ENV-003', 'ENV-004', 'CON-001'),
  },
  {
    id: 'telemetry.init-start',
    statement:
      '`platform.initStart` tells how and in which phase the environment is initialised; from 2022-12-13 on also the function’s name and version, with 2025-01-29 also the instance and its memory in bytes.',
    grade: 'captured',
    source: ['capture: production, July 2024', 'capture: production, May 2024'],
    note: 'that the instance needs 2025-01-29 is chosen: no capture has it',
    proofs: telemetryCases('ORD-002', 'LOG-010', 'LOG-011'),
  },
  {
    id: 'telemetry.runtime-version',
    statement: 'A runtime of one’s own has no `runtimeVersion` and no `runtimeVersionArn`.',
    grade: 'documented',
    source: ['docs: telemetry-schema-reference'],
    proofs: [moments('of a runtime of one’s own no version is told')],
  },
  {
    id: 'telemetry.init-records',
    statement:
      '`platform.initRuntimeDone` and `platform.initReport` have type, phase and status of the init; the report has its duration, extensions included.',
    grade: 'captured',
    source: ['capture: production, July 2024', 'core: rapid/handlers.go:279-291'],
    proofs: telemetryCases('ORD-003', 'ORD-006'),
  },
  {
    id: 'telemetry.extension-record',
    statement:
      '`platform.extension` tells name, state and events of each extension, and the error type of one that failed.',
    grade: 'captured',
    source: ['capture: production, July 2024', 'core: core/agent_state_names.go'],
    proofs: [
      ...telemetryCases('ORD-004', 'ORD-008'),
      golden('extension-init-error'),
      golden('two-extensions'),
      golden('internal-extension'),
    ],
  },
  {
    id: 'telemetry.runtime-done',
    statement:
      '`platform.runtimeDone` counts from the release of the event to the runtime’s next poll, with the bytes of the response and three spans: latency, duration, overhead.',
    grade: 'captured',
    source: ['capture: production, July 2024', 'core: telemetry/events_api.go:14-76'],
    proofs: telemetryCases('INV-002', 'INV-003', 'INV-004'),
  },
  {
    id: 'telemetry.runtime-done.no-poll',
    statement:
      'A runtime that responded and never polled again has the first two spans, and no overhead.',
    grade: 'core',
    source: ['core: telemetry/events_api.go:57-76'],
    proofs: [golden('timeout-after-the-response')],
  },
  {
    id: 'telemetry.runtime-done.streamed',
    statement:
      'The duration of a response that comes in parts lasts from its first to its last one.',
    grade: 'documented',
    source: ['docs: telemetry-schema-reference'],
    proofs: [golden('streamed-response')],
  },
  {
    id: 'telemetry.handler-error',
    statement:
      'A handler’s own error is a success of the runtime: no bytes, no spans, no error type.',
    grade: 'captured',
    source: ['capture: production, issue 85 of the extension samples of AWS'],
    proofs: [golden('handler-error')],
  },
  {
    id: 'telemetry.report',
    statement:
      '`platform.report` counts until every extension is done; the first one after an init on demand has `initDurationMs`, later ones do not.',
    grade: 'captured',
    source: ['capture: production, May 2024', 'core: rapid/handlers.go:510-531'],
    proofs: telemetryCases('INV-001', 'INV-005'),
  },
  {
    id: 'telemetry.report.bill',
    statement: 'The bill is the duration and the init ahead of it together, rounded up.',
    grade: 'captured',
    source: ['capture: production, July 2026'],
    proofs: telemetryCases('ERR-005', 'ERR-006'),
  },
  {
    id: 'telemetry.report.provisioned',
    statement:
      'With provisioned concurrency the first report has no `initDurationMs`: nobody waited for it.',
    grade: 'chosen',
    source: ['docs: lambda-runtime-environment'],
    note: 'the documentation does not say; the init is not a part of what the invocation costs',
    proofs: [golden('provisioned-concurrency')],
  },
  {
    id: 'telemetry.report.extension-overhead',
    statement:
      'With 2025-01-29 a report has the span `extensionOverhead`, from `platform.runtimeDone` on; with older schemas it has none.',
    grade: 'chosen',
    source: ['docs: telemetry-schema-reference', 'core: rapid/handlers.go:510-529'],
    note: 'the documentation has it without a version; no capture of the older two has it',
    proofs: [golden('cold-start'), golden('warm-start')],
  },
  {
    id: 'telemetry.tracing',
    statement:
      'Start, `platform.runtimeDone` and report of a sampled invocation have the same `tracing`; without a sampled trace they have none.',
    grade: 'captured',
    source: ['capture: production, October 2022', 'core: telemetry/tracer.go:76-89'],
    proofs: [...telemetryCases('INV-014'), golden('traced-for-a-tenant')],
  },
  {
    id: 'telemetry.managed',
    statement:
      'A managed instance names itself in its init; its reports have only a duration, and an error where the handler failed.',
    grade: 'core',
    source: ['managed core: interop/model.go:33', 'managed core: interop/error_utils.go:8-23'],
    proofs: [...telemetryCases('MIN-005', 'MIN-006'), golden('managed-instances')],
  },
  {
    id: 'telemetry.restore',
    statement:
      'A restore tells of the function again, with the instance that it is from now on, and how long it took.',
    grade: 'documented',
    source: ['docs: telemetry-schema-reference', 'docs: snapstart-monitoring'],
    proofs: [...telemetryCases('SNP-001'), golden('snap-start'), golden('restore-failure')],
  },
]
