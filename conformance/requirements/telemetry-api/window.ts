import { telemetryCases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const moments = testsOf('conformance/test/telemetry-moments.test.ts')

/** When one may subscribe, and what came before. */
export const window: readonly Requirement[] = [
  {
    id: 'telemetry.order-of-checks',
    statement:
      'Method and identifier are judged before the body: 405 for another method, 403 for an identifier that is missing or that nobody has.',
    grade: 'core',
    source: ['core: rapi/router.go:114-119', 'core: rapi/handler/runtimelogs.go:27-65'],
    proofs: telemetryCases('SUB-001', 'SUB-004', 'SUB-007', 'SUB-009'),
  },
  {
    id: 'telemetry.window',
    statement:
      'An extension may subscribe until the runtime and every extension have asked for their first event, so always before its own; after that it comes too late, whatever it asks for.',
    grade: 'core',
    source: ['core: rapid/handlers.go:375-399', 'core: rapi/handler/runtimelogs_test.go:278-345'],
    proofs: telemetryCases('WIN-001', 'WIN-002', 'WIN-005'),
  },
  {
    id: 'telemetry.window.reset',
    statement: 'An extension that is started anew after a reset may subscribe again.',
    grade: 'captured',
    source: ['capture: production, February 2023', 'core: rapid/handlers.go:694-707'],
    proofs: telemetryCases('WIN-006'),
  },
  {
    id: 'telemetry.again',
    statement:
      'A repetition is 200 and changes nothing: nothing comes twice, and that it is `Already subscribed` is told.',
    grade: 'captured',
    source: [
      'capture: production, February 2023',
      'core: rapi/handler/runtimelogs_test.go:155-175',
      'docs: runtimes-logs-api',
    ],
    proofs: telemetryCases('RES-001', 'RES-002'),
  },
  {
    id: 'telemetry.survives-reset',
    statement:
      'A subscription outlives a reset: what the next generation tells is delivered to it before anybody subscribes again.',
    grade: 'captured',
    source: ['capture: production, February 2023'],
    proofs: [
      moments(
        'what the subscription of a generation is told goes on after a reset, without a new one',
      ),
    ],
  },
  {
    id: 'telemetry.replay',
    statement:
      'What happened before a subscription is sent to it first, in its order and with its own times, as far as it asked for it.',
    grade: 'captured',
    source: [
      'capture: a test of AWS’s example extensions, September 2022',
      'managed core: aws-lambda-rie/internal/telemetry/relay.go:39-92',
    ],
    proofs: telemetryCases('REP-002', 'REP-003', 'REP-004'),
  },
]
