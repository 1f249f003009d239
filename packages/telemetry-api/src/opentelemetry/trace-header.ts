import { isSpanId } from './otlp-ids.ts'

/** What a header of X-Ray says, as OpenTelemetry has it. */
export interface TraceHeader {
  /** 32 hex digits: the root without its version and its dashes. */
  readonly traceId?: string | undefined
  readonly parentId?: string | undefined
  readonly sampled: boolean
}

/**
 * Reads `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. What is malformed is left out.
 *
 * Documented: "Tracing header" of the X-Ray developer guide; how it becomes a W3C trace id: "Sending trace data" there.
 */
export function parseTraceHeader(header: string): TraceHeader {
  const fields = new Map(
    header.split(';').map((field) => {
      const [name = '', value = ''] = field.split('=', 2)
      return [name.trim().toLowerCase(), value.trim().toLowerCase()] as const
    }),
  )
  const [, seconds, random] =
    /^1-([0-9a-f]{8})-([0-9a-f]{24})$/.exec(fields.get('root') ?? '') ?? []
  const parentId = fields.get('parent')
  return {
    ...(seconds === undefined ? {} : { traceId: `${seconds}${random}` }),
    ...(isSpanId(parentId) ? { parentId } : {}),
    sampled: fields.get('sampled') === '1',
  }
}
