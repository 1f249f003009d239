import type { Envelope, ExitReason } from '@sim/process'
import type { Notice, Reason } from './model-process.ts'

/** A reason as the model has it. */
export function canonicalReason(reason: ExitReason): Reason {
  switch (reason.kind) {
    case 'failure':
      return { kind: 'failure', message: String(reason.error?.message) }
    case 'linked':
      return { kind: 'linked', from: reason.from, cause: canonicalReason(reason.cause) }
    case 'shutdown':
    case 'killed':
      return { ...reason } as Reason
    case 'normal':
    case 'noproc':
      return { kind: reason.kind }
  }
}

/** An envelope as the model has it, but for the monitor. */
export function canonicalEnvelope(envelope: Envelope): Omit<Notice, 'monitor'> {
  const { type, from } = envelope
  const tag = envelope.tag as number | undefined
  if (type === 'message') return { type, from, tag, data: envelope.data as number }
  return { type, from, tag, reason: canonicalReason(envelope.reason) }
}

/** A notice of the model without its monitor. */
export function withoutMonitor({ monitor: _monitor, ...notice }: Notice): Omit<Notice, 'monitor'> {
  return notice
}

/** Whether two plain things are alike, whatever the order of their properties. */
export function isAlike(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b)
}

function sorted(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
