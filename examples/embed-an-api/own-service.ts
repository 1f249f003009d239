import {
  HangUpError,
  listen,
  RefusalError,
  refusals,
  runtimeApi,
  type AnswerInProgress,
  type InitErrorReport,
  type ListeningServer,
  type RuntimeApiService,
  type RuntimeInvocation,
  type UntimedAnswer,
} from '@sim/runtime-api'

/** Serves the Runtime API over a service of our own, without any other server. */
export function serveEvents(events: EventList): Promise<ListeningServer> {
  return listen(runtimeApi(events))
}

/** Hands a list of events to a runtime, one after the other, and keeps what it answers. */
export class EventList implements RuntimeApiService {
  readonly answers: UntimedAnswer[] = []
  readonly initErrors: InitErrorReport[] = []
  readonly #events: RuntimeInvocation[]

  constructor(events: readonly RuntimeInvocation[]) {
    this.#events = [...events]
  }

  /** The same event until it is answered; after the last one the runtime is hung up on. */
  async next(): Promise<RuntimeInvocation> {
    const [event] = this.#events
    if (event === undefined) throw new HangUpError('there are no more events')
    return event
  }

  beginAnswer(requestId: string): AnswerInProgress {
    if (requestId !== this.#events[0]?.requestId) throw new RefusalError(refusals.invalidRequestId)
    return {
      deliver: (answer) => void this.answers.push(answer),
      sent: () => void this.#events.shift(),
      abandon: () => void this.#events.splice(0),
    }
  }

  initError(report: InitErrorReport): void {
    this.initErrors.push(report)
  }
}
