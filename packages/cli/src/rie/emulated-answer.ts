import type { PlatformReport } from '@sim/simulator'

/** What is known of an invocation when everybody is done with it. */
export interface InvocationEnd {
  readonly status: PlatformReport['status']
  /** The runtime's answer, or what the platform made up for it. */
  readonly payload: Buffer
  /** Whether the environment had been initialised by then. */
  readonly initialised: boolean
  /** Whether the runtime had called `init/error`. */
  readonly initErrorReported: boolean
}

/** What a caller gets: nothing but these, whatever the runtime said of its answer. */
export interface EmulatedAnswer {
  readonly status: number
  readonly body: Buffer
}

const nothing = Buffer.alloc(0)

/** What is left to say to callers when the emulator ends. Core: a reservation that is gone, `rie/handlers.go`. */
export const cutOff: EmulatedAnswer = { status: 504, body: nothing }

/**
 * How the emulator answers its callers. Captured; core: `rie/handlers.go`.
 *
 * A function's own error is a success to it. Whatever dies makes it 502, with the runtime's answer if there was
 * one. An init that fails leaves no body but the one that the runtime gave to `init/error`. A time-out is 200, and its
 * text is no JSON.
 */
export function emulatedAnswer(end: InvocationEnd, timeoutSeconds: number): EmulatedAnswer {
  const { status, payload, initialised, initErrorReported } = end
  switch (status) {
    case 'success':
      return { status: 200, body: payload }
    case 'timeout':
      return { status: 200, body: Buffer.from(`Task timed out after ${timeoutSeconds}.00 seconds`) }
    case 'error':
      return { status: 502, body: initialised || initErrorReported ? payload : nothing }
    case 'failure':
      return cutOff
  }
}
