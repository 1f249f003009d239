import type { CaseExpectation } from './protocol-case.ts'

/** Where the simulator does something else than a case says, on purpose. */
export interface Deviation {
  /** What is expected instead. */
  readonly expect: CaseExpectation
  readonly reason: string
  /** What the platform is known to do, and how: documented, captured, core, chosen. */
  readonly source: string
}

/** By the id of the case. */
export const deviations: Readonly<Record<string, Deviation>> = {
  'telemetry-service-closed': {
    expect: {
      status: 400,
      headers: { 'Content-Type': 'application/json' },
      bodyJson: { errorMessage: { $type: 'string' }, errorType: 'ValidationError' },
    },
    reason:
      'this request is malformed, too: what is wrong with a request is told before that it came too late',
    source: 'captured: the emulator for managed instances judges the body before the window',
  },
}
