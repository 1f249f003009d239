import { HangUpError } from '@sim/protocol'
import type { Surroundings } from '@sim/simulator'

/** What the Runtime API asks of the environment. */
export type RuntimeService = Parameters<NonNullable<Surroundings['runtimeService']>>[0]

type Answer = ReturnType<RuntimeService['beginAnswer']>
type Delivered = Parameters<Answer['deliver']>[0]
type Call = 'response' | 'error'

/** Hears the body of each `init/error` before the service does, which may refuse it. */
export type InitErrorListener = (body: Buffer) => void

const nothing = Buffer.alloc(0)

/**
 * Serves the runtime as the emulator does, where that is not as Lambda does.
 *
 * Events come without a trace and without the id of their delivery. An answer is read whole, streamed or not.
 * Captured; core: `rapi/handler`, `rapidcore/server.go`.
 */
export function emulatedRuntime(
  service: RuntimeService,
  onInitError: InitErrorListener,
): RuntimeService {
  return {
    ...service,
    next: async (signal) => {
      const { traceId: _trace, invocationId: _delivery, ...event } = await service.next(signal)
      return event
    },
    beginAnswer: (requestId, call) => readWhole(service.beginAnswer(requestId, call), call),
    initError: (report) => {
      onInitError(report.body)
      service.initError(report)
    },
  }
}

function readWhole(answer: Answer, call: Call): Answer {
  return {
    signal: answer.signal,
    deliver: (delivered) => {
      if (panics(call, delivered)) {
        answer.abandon()
        throw new HangUpError('the emulator cannot take this answer')
      }
      answer.deliver(isTruncated(delivered) ? { ...delivered, body: nothing } : delivered)
    },
    sent: () => answer.sent(),
    abandon: () => answer.abandon(),
  }
}

/**
 * A response that breaks off, and an error that is too large, break the connection, and the runtime is stuck where it is. An error
 * that breaks off counts as an empty one. Captured.
 */
function panics(call: Call, delivered: Delivered): boolean {
  return call === 'response' ? isTruncated(delivered) : isTooLarge(delivered)
}

const isTruncated = (delivered: Delivered) => isRefused(delivered, 'Runtime.TruncatedResponse')
const isTooLarge = (delivered: Delivered) => isRefused(delivered, 'Function.ResponseSizeTooLarge')

function isRefused(delivered: Delivered, errorType: string): boolean {
  return (
    delivered.kind === 'error' && delivered.by === 'platform' && delivered.errorType === errorType
  )
}
