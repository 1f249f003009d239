import { telemetryCases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const queue = testsOf('packages/telemetry-api/test/delivery/delivery-queue.test.ts')

/** What becomes of telemetry that a subscriber does not take. */
export const delivery: readonly Requirement[] = [
  {
    id: 'telemetry.acknowledged',
    statement: 'Any status below 400 acknowledges a batch; a redirect is not followed.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/client.go:115-120'],
    note: 'that a redirect is not followed is chosen',
    proofs: telemetryCases('DRP-007'),
  },
  {
    id: 'telemetry.retries',
    statement:
      'What is not acknowledged is sent again, after 100, 200, 400, 800 and 1600 ms, and then dropped; later batches wait behind it.',
    grade: 'chosen',
    source: ['docs: telemetry-api'],
    note: 'documented is that there is a back-off; its numbers are not',
    proofs: [
      ...telemetryCases('DRP-001', 'CON-005'),
      queue('a batch is repeated after 100, 200, 400, 800 and 1600 ms, and then dropped'),
    ],
  },
  {
    id: 'telemetry.dropped',
    statement:
      '`platform.logsDropped` tells exactly how many events and bytes are missing; what is too much for a slow subscriber has the documented reason.',
    grade: 'documented',
    source: ['docs: telemetry-schema-reference', 'docs: telemetry-api'],
    proofs: telemetryCases('DRP-003', 'DRP-004'),
  },
  {
    id: 'telemetry.dropped.told',
    statement: 'A loss is told to every subscriber of the platform’s events, and to nobody else.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/telemetry/events_api.go:74-83'],
    proofs: telemetryCases('DRP-005'),
  },
  {
    id: 'telemetry.dropped.once',
    statement: 'A subscriber that stays away is told of once, until it takes something again.',
    grade: 'chosen',
    source: ['managed core: aws-lambda-rie/internal/telemetry/internal/subscriber.go:81-150'],
    note: 'telling of each loss makes more to lose; the emulator blocks itself there',
    proofs: telemetryCases('DRP-006'),
  },
  {
    id: 'telemetry.isolation',
    statement:
      'A subscriber that is slow or gone costs nobody else anything: neither an invocation nor another subscriber.',
    grade: 'documented',
    source: ['docs: telemetry-api', 'docs: telemetry-schema-reference'],
    proofs: telemetryCases('DRP-004', 'DRP-008', 'TCP-005'),
  },
]
