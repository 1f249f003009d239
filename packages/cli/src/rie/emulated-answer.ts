import type { PlatformReport } from '@sim/simulator'

/** What is known of an invocation when everybody is done with it. */
export interface InvocationEnd {
  readonly status: PlatformReport['status']
  /** The runtime's answer, or what the platform made up for it. */
  readonly payload: Buffer
  /** The answer is the runtime's own, be it to `init/error`. */
  readonly replied: boolean
  /** What the very first init failed with, if it did: the body of its `init/error`, or nothing. */
  readonly firstInitError: Buffer | undefined
}

/** What a caller gets: nothing but these, whatever the runtime said of its answer. */
export interface EmulatedAnswer {
  readonly status: number
  readonly body: Buffer
}

/**
 * What is left to say to callers when the emulator ends.
 *
 * Core: a reservation that is gone, `rie/handlers.go`; there the connection mostly breaks before it is said.
 */
export const cutOff: EmulatedAnswer = { status: 504, body: Buffer.alloc(0) }

/**
 * How the emulator answers its callers. Captured; core: `rie/handlers.go`, `rapidcore/server.go`.
 *
 * A function's own error is a success to it. Whatever dies makes it 502, with the runtime's answer if there was
 * one. A time-out is 200, and its text is no JSON.
 */
export function emulatedAnswer(end: InvocationEnd, timeoutSeconds: number): EmulatedAnswer {
  const { status, payload, replied, firstInitError } = end
  switch (status) {
    case 'success':
      return { status: 200, body: payload }
    case 'timeout':
      return { status: 200, body: Buffer.from(`Task timed out after ${timeoutSeconds}.00 seconds`) }
    case 'error':
      return { status: 502, body: replied ? payload : (firstInitError ?? payload) }
    case 'failure':
      return replied ? { status: 200, body: payload } : cutOff
  }
}
