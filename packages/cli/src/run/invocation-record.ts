import type { Invocation } from '@sim/simulator'
import { isUtf8 } from 'node:buffer'

/** What `--json` prints of an invocation that is over: one line of JSON. */
export interface InvocationRecord {
  readonly requestId: string
  /** `success`, `error`, `timeout` or `failure`. */
  readonly status: string | undefined
  /** `Unhandled` unless the function succeeded. */
  readonly functionError?: string | undefined
  readonly errorType?: string | undefined
  readonly contentType?: string | undefined
  /** The answer as text; for bytes that are no UTF-8 there is `payloadBase64` instead. */
  readonly payload?: string | undefined
  readonly payloadBase64?: string | undefined
  /** The figures of the REPORT line. */
  readonly metrics?: Readonly<Record<string, number | undefined>> | undefined
  readonly extensionOverheadMs?: number | undefined
  /** What the function printed. */
  readonly logs: readonly { readonly stream: string; readonly text: string }[]
}

/** Writes down an invocation for machines. */
export function invocationRecord(invocation: Invocation): InvocationRecord {
  const { requestId, status, result, report, extensionOverheadMs, logs } = invocation
  const bytes = result?.payload ?? Buffer.alloc(0)
  return {
    requestId,
    status,
    functionError: result?.functionError,
    errorType: result?.errorType,
    contentType: result?.contentType,
    ...(isUtf8(bytes)
      ? { payload: bytes.toString('utf8') }
      : { payloadBase64: bytes.toString('base64') }),
    metrics: report?.metrics,
    extensionOverheadMs,
    logs,
  }
}
