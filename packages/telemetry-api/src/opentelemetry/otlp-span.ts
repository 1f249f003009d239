import type { OtlpAttribute } from './otlp-value.ts'

/** `SPAN_KIND_SERVER`. */
export const serverKind = 2

/** How it went: 1 is `STATUS_CODE_OK`, 2 is `STATUS_CODE_ERROR`. */
export interface OtlpStatus {
  readonly code: 1 | 2
  readonly message?: string | undefined
}

/** `opentelemetry.proto.trace.v1.Span`, as OTLP/JSON writes it. */
export interface OtlpSpan {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
  readonly parentSpanId?: string | undefined
  /** The flags of W3C Trace Context; 0x100 says that 0x200 is known: whether the parent is somebody else's span. */
  readonly flags: number
  readonly name: string
  readonly kind: typeof serverKind
  /** Nanoseconds since 1970, in decimal. */
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly OtlpAttribute[]
  /** Missing is `STATUS_CODE_UNSET`: it is not known yet. */
  readonly status?: OtlpStatus | undefined
}

/** Bits of `flags`. Documented: `SpanFlags` in `trace.proto`. */
export const spanFlags = { sampled: 0x1, hasIsRemote: 0x100, isRemote: 0x200 } as const
