import { telemetryCases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const cloudWatch = testsOf('packages/simulator/test/logs/platform-text-lines.test.ts')
const functionLog = testsOf('packages/simulator/test/logs/function-log.test.ts')
const descriptor = testsOf('packages/simulator/test/logs/log-descriptor.test.ts')
const tail = testsOf('packages/simulator/test/logs/log-tail.test.ts')

/** What processes print, and what CloudWatch would show. */
export const logLines: readonly Requirement[] = [
  {
    id: 'telemetry.printed.lines',
    statement:
      'Each line that the runtime prints is a `function` event, on whichever stream, with its line feed.',
    grade: 'captured',
    source: ['capture: production, May 2024', 'docs: telemetry-api'],
    proofs: telemetryCases('LOG-001'),
  },
  {
    id: 'telemetry.printed.extensions',
    statement:
      'What external extensions print is an `extension` event without a name; what one inside the runtime prints is the function’s.',
    grade: 'documented',
    source: ['docs: telemetry-api', 'docs: telemetry-schema-reference'],
    proofs: telemetryCases('LOG-002', 'LOG-008'),
  },
  {
    id: 'telemetry.printed.json',
    statement:
      'With the JSON log format a line that is a JSON object is told as one, except to subscribers with 2022-07-01; everything else is text, as all of it is with the text format.',
    grade: 'documented',
    source: ['docs: telemetry-schema-reference', 'docs: monitoring-cloudwatchlogs-logformat'],
    note: 'that a line which is no object stays text is chosen',
    proofs: telemetryCases('LOG-003', 'LOG-006', 'LOG-007'),
  },
  {
    id: 'telemetry.printed.frames',
    statement:
      'A message that a runtime writes in a frame to the descriptor that `_LAMBDA_TELEMETRY_LOG_FD` names is one event, with its line feeds.',
    grade: 'core',
    source: ['core: rapid/handlers.go:341-349'],
    proofs: [
      ...telemetryCases('TCP-004'),
      descriptor(
        'a framed message is one event with its lines, in the journal and of its invocation',
      ),
    ],
  },
  {
    id: 'telemetry.levels',
    statement: 'Log levels keep nothing of the platform’s events from a subscriber.',
    grade: 'documented',
    source: [
      'docs: monitoring-cloudwatchlogs-log-level',
      'docs: monitoring-cloudwatchlogs-logformat',
    ],
    proofs: telemetryCases('LOG-009'),
  },
  {
    id: 'telemetry.cloudwatch.text',
    statement:
      'In text CloudWatch has START, the function’s lines, END and REPORT, and INIT_REPORT of an init that failed or took too long.',
    grade: 'captured',
    source: [
      'capture: production, published logs of failed inits',
      'docs: lambda-runtime-environment',
    ],
    proofs: [
      functionLog('in text the log has the lines of Lambda and of the function, in their order'),
      cloudWatch('INIT_REPORT tells of an init only when it failed or took too long'),
      cloudWatch('END and REPORT end an invocation'),
    ],
  },
  {
    id: 'telemetry.cloudwatch.json',
    statement:
      'In JSON it has the platform’s events, a line each, and the function’s lines as they are, of the levels that are wanted.',
    grade: 'documented',
    source: [
      'docs: monitoring-cloudwatchlogs-logformat',
      'docs: monitoring-cloudwatchlogs-log-level',
    ],
    proofs: [
      functionLog(
        'in JSON the log has Lambda’s events and the function’s lines, of the levels that are wanted',
      ),
    ],
  },
  {
    id: 'telemetry.cloudwatch.tail',
    statement: 'A caller who asks for the log of an invocation gets the end of it.',
    grade: 'documented',
    source: ['docs: API_Invoke'],
    proofs: [tail('a caller has the log of its invocation')],
  },
]
