import { telemetryCases } from '../proof.ts'
import type { Requirement } from '../requirement.ts'
import { golden } from './golden.ts'

/** The older API. */
export const logsApi: readonly Requirement[] = [
  {
    id: 'telemetry.logs-api.subscription',
    statement:
      'A subscription to the Logs API needs no schema version, is told as `platform.logsSubscription`, and is refused with `Logs.ValidationError`.',
    grade: 'documented',
    source: ['docs: runtimes-logs-api'],
    proofs: telemetryCases('LGS-001', 'LGS-002'),
  },
  {
    id: 'telemetry.logs-api.put',
    statement: 'Its deliveries are PUT where the subscriber asked for that.',
    grade: 'documented',
    source: ['docs: runtimes-logs-api'],
    note: 'in its first edition, and in AWS’s example in Go',
    proofs: telemetryCases('LGS-008'),
  },
  {
    id: 'telemetry.logs-api.invocation',
    statement:
      'It tells `platform.end` and a report without a status; `platform.runtimeDone` only with 2021-03-18, and without metrics.',
    grade: 'documented',
    source: ['docs: runtimes-logs-api', 'capture: a published batch of the Logs API, June 2022'],
    proofs: [...telemetryCases('LGS-005'), golden('cold-start')],
  },
  {
    id: 'telemetry.logs-api.fault',
    statement:
      'An invocation that fails is a `failure`, or a `timeout`, and a `platform.fault` whose record is a text with request and error type, before `platform.end`.',
    grade: 'documented',
    source: ['docs: runtimes-logs-api'],
    proofs: [...telemetryCases('LGS-006'), golden('runtime-crash'), golden('timeout')],
  },
  {
    id: 'telemetry.logs-api.text',
    statement: 'What is printed is text there, whatever the log format.',
    grade: 'documented',
    source: ['docs: runtimes-logs-api'],
    proofs: telemetryCases('LGS-009'),
  },
  {
    id: 'telemetry.logs-api.init',
    statement:
      'Of an init on demand it tells nothing but its extensions; of one for a snapshot, or with provisioned concurrency, it tells `platform.initRuntimeDone` and `platform.initReport`.',
    grade: 'chosen',
    source: ['docs: runtimes-logs-api'],
    note: 'the page is not clear about inits on demand, and AWS’s own client in Rust knows neither event',
    proofs: [...telemetryCases('LGS-010'), golden('snap-start'), golden('provisioned-concurrency')],
  },
  {
    id: 'telemetry.logs-api.managed',
    statement: 'A managed instance has no Logs API: 404.',
    grade: 'documented',
    source: ['docs: runtimes-logs-api', 'managed core: rapi/server.go:50-56'],
    proofs: telemetryCases('MIN-002'),
  },
]
