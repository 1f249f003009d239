import type { Options } from '../arguments/option.ts'
import { text } from '../arguments/values.ts'
import { functionOptions } from '../function/function-options.ts'

/** The flags of `lambda-sim run`. */
export const runOptions = {
  event: {
    kind: 'list',
    placeholder: 'JSON|@FILE|-',
    summary:
      'the event, from a file, or from standard input; repeatable, one invocation each (default: {})',
    schema: text,
    allowed: 'JSON, @FILE, or - for standard input',
  },
  ...functionOptions,
  json: {
    kind: 'switch',
    summary: 'print a JSON record of each invocation instead of its answer, one a line',
  },
  telemetry: {
    kind: 'value',
    placeholder: 'FILE',
    summary: 'write every telemetry event to a file as it comes, a line of JSON each',
    schema: text,
    allowed: 'a file',
  },
  traces: {
    kind: 'value',
    placeholder: 'FILE',
    summary: 'write the run to a file as OpenTelemetry traces (OTLP/JSON), for a trace viewer',
    schema: text,
    allowed: 'a file',
  },
  timeline: {
    kind: 'switch',
    on: true,
    summary: 'print what happened when, after the log (default: on)',
  },
} as const satisfies Options
