import { answerRefusal, answerText, type Endpoint, type RefusalRenderer } from '@sim/protocol'
import { identify, readRequest } from '../endpoints/subscribe.ts'
import type { TelemetryApiService } from '../service.ts'
import { dial } from './dial.ts'
import { judgeRequest, refuse } from './subscribe-request.ts'

/**
 * `PUT /telemetry` on a managed instance.
 *
 * The identifier is judged first, then the body, then whether anybody listens on a TCP port, and only then whether the
 * window is open. Core: `subscription_api.go` of the emulator for managed instances.
 */
export function managedSubscribe(service: TelemetryApiService): Endpoint {
  return async (ctx) => {
    const extensionName = identify(ctx, service)
    const judged = judgeRequest(await readRequest(ctx), service.destinations ?? 'strict')
    if (judged.kind === 'tcp') return await refuseTcp(judged.port)

    const answer = service.subscribe(extensionName, judged.request)

    answerText(ctx, 200, guessedType, JSON.stringify(answer))
  }
}

/** What Go makes of a text without a content type. */
const guessedType = 'text/plain; charset=utf-8'

async function refuseTcp(port: number): Promise<never> {
  try {
    await dial(port)
  } catch (error) {
    const why = (error as Error).message
    refuse('Invalid destination', `could not TCP dial provided address 127.0.0.1:${port}: ${why}`)
  }
  return refuse('Invalid destination', 'TCP is not delivered yet, only HTTP is')
}

/**
 * Writes what is wrong with a request the way the emulator for managed instances spells its JSON, spaces included. Unlike
 * there it is JSON whatever is wrong. Chosen.
 */
export const renderManagedRefusal: RefusalRenderer = (ctx, refusal) => {
  const { status, errorType, errorMessage } = refusal
  if (errorType !== 'ValidationError') return answerRefusal(ctx, refusal)
  const [type, message] = [JSON.stringify(errorType), JSON.stringify(errorMessage)]
  answerText(ctx, status, guessedType, `{"errorType": ${type}, "errorMessage": ${message}}`)
}
