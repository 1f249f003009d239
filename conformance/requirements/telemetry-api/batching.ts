import { telemetryCases } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

/** When a batch is sent, and in what form. */
export const batching: readonly Requirement[] = [
  {
    id: 'telemetry.batch.timer',
    statement: 'A batch is due `timeoutMs` after its first event, whatever comes later.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/subscriber.go:102-113'],
    proofs: telemetryCases('BAT-002'),
  },
  {
    id: 'telemetry.batch.full',
    statement:
      'A batch goes out at once when it has `maxItems` events, or at least `maxBytes` bytes of JSON; one event may be more than that.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/batch.go:27-41'],
    proofs: telemetryCases('BAT-004', 'BAT-011'),
  },
  {
    id: 'telemetry.batch.stream-end',
    statement: 'What a process printed before it crashed is sent without waiting for the batch.',
    grade: 'documented',
    source: ['docs: telemetry-api'],
    proofs: telemetryCases('ERR-003'),
  },
  {
    id: 'telemetry.http',
    statement:
      'A delivery is a POST of a JSON array, never empty, as `application/json`, with the digest of its body in `Sequence-Id`.',
    grade: 'documented',
    source: [
      'docs: telemetry-api',
      'managed core: aws-lambda-rie/internal/telemetry/internal/client.go:86-126',
    ],
    note: 'content type and digest are those of the emulator of managed instances',
    proofs: telemetryCases('BAT-006', 'BAT-010'),
  },
  {
    id: 'telemetry.one-at-a-time',
    statement:
      'A subscriber gets one request at a time, and every event once, in the order in which they were produced.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/subscriber.go:81-170'],
    proofs: telemetryCases('BAT-007', 'BAT-009'),
  },
  {
    id: 'telemetry.lines',
    statement:
      'Over TCP each event is one line of JSON that ends with LF; all come over the connection that was opened for the subscription, and over another one when that is gone.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/client.go:42-69'],
    note: 'that it is opened again is chosen: the emulator gives up',
    proofs: telemetryCases('TCP-001', 'TCP-002', 'TCP-004', 'TCP-005'),
  },
]
