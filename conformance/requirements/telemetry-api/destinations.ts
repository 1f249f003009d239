import { telemetryCases } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

/** What may be asked for, and where it may be sent. */
export const destinations: readonly Requirement[] = [
  {
    id: 'telemetry.body.json',
    statement:
      'A body that is no JSON object, or is empty, is 400 `ValidationError`, and no subscription comes of it.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/subscription_api.go:64-151'],
    proofs: telemetryCases('VAL-001', 'VAL-002', 'VAL-003', 'VAL-041'),
  },
  {
    id: 'telemetry.body.all-problems',
    statement: 'All that is wrong with a request is told in one message, joined by `; `.',
    grade: 'documented',
    source: ['docs: telemetry-api-reference'],
    proofs: telemetryCases('VAL-020'),
  },
  {
    id: 'telemetry.schema-version',
    statement:
      '`schemaVersion` must be `2022-07-01`, `2022-12-13` or `2025-01-29`; on a managed instance only the last one will do.',
    grade: 'documented',
    source: ['docs: telemetry-api-reference', 'docs: telemetry-api'],
    proofs: telemetryCases('VAL-004', 'VAL-006', 'MIN-001'),
  },
  {
    id: 'telemetry.types',
    statement:
      '`types` is a list of at least one of `platform`, `function`, `extension`; one that is named twice counts once.',
    grade: 'documented',
    source: [
      'docs: telemetry-api-reference',
      'managed core: aws-lambda-rie/internal/telemetry/subscription_api.go:115-118',
    ],
    proofs: telemetryCases('VAL-009', 'VAL-010', 'VAL-011', 'VAL-012', 'VAL-013'),
  },
  {
    id: 'telemetry.types.filter',
    statement:
      'A subscriber gets nothing of types that it did not ask for, and nothing of them counts for its batches.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/subscriber.go:55-60'],
    proofs: telemetryCases('REP-003', 'REP-005'),
  },
  {
    id: 'telemetry.buffering.bounds',
    statement:
      'Buffering is 1000 to 10000 items, 262144 to 1048576 bytes, 25 to 30000 milliseconds, each a whole number, its bounds included; what lies outside is refused, not cut.',
    grade: 'documented',
    source: ['docs: telemetry-api-reference'],
    proofs: telemetryCases(
      'VAL-027',
      'VAL-029',
      'VAL-030',
      'VAL-031',
      'VAL-033',
      'VAL-034',
      'VAL-035',
    ),
  },
  {
    id: 'telemetry.destination.host',
    statement:
      'A destination is a listener inside the environment: `sandbox.localdomain`, or `sandbox`, over plain HTTP; other hosts are refused where destinations are strict.',
    grade: 'documented',
    source: [
      'docs: telemetry-api',
      'managed core: aws-lambda-rie/internal/telemetry/internal/client.go:75-84',
      'decision: 0005-lenient-telemetry-destinations',
    ],
    proofs: telemetryCases('VAL-017', 'VAL-019', 'VAL-021', 'VAL-022', 'VAL-023', 'CON-003'),
  },
  {
    id: 'telemetry.destination.port',
    statement: 'Its port must be named, and may not be 9001, which is the platform’s own.',
    grade: 'documented',
    source: ['docs: telemetry-api', 'docs: telemetry-api-reference'],
    note: 'that 9001 is refused is chosen; documented is that it is reserved',
    proofs: telemetryCases('VAL-020', 'VAL-025'),
  },
  {
    id: 'telemetry.destination.path',
    statement: 'Path and query of its URI are those of each delivery.',
    grade: 'documented',
    source: ['docs: runtimes-logs-api'],
    note: 'the emulator of managed instances posts to `/` whatever was asked for',
    proofs: telemetryCases('VAL-026'),
  },
  {
    id: 'telemetry.destination.tcp',
    statement:
      'A TCP destination has a port from 1 to 65535, where somebody must listen when it is asked for.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/client.go:42-49'],
    proofs: telemetryCases('VAL-039', 'VAL-040'),
  },
]
