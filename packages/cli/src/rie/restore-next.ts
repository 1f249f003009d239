import { answerAtOnce, ApiRouter, disconnected, type Middleware } from '@sim/protocol'
import type { OutgoingHttpHeaders } from 'node:http'
import type { RuntimeService } from './emulated-runtime.ts'

/** The event that a runtime finds where it is restored. */
export interface RestoredEvent {
  readonly requestId: string
  readonly body: Buffer
  readonly deadlineMs: number
  readonly functionArn: string
  readonly clientContext?: string | undefined
  readonly tenantId?: string | undefined
}

const nothing = Buffer.alloc(0)

/**
 * `GET /runtime/restore/next` as the emulator serves it: the first invocation is what restores, and its event is the answer, where
 * Lambda gives an empty one. The same event comes again from `next`, which the emulator does not manage. Captured; chosen.
 */
export class RestoreNext {
  readonly #running: () => RestoredEvent | undefined
  #service: RuntimeService | undefined

  /** `running`: the event of the invocation that runs. */
  constructor(running: () => RestoredEvent | undefined) {
    this.#running = running
  }

  /** Asks this service for the restore. */
  over(service: RuntimeService): RuntimeService {
    this.#service = service
    return service
  }

  /** To stand ahead of the API's own endpoint. */
  middleware(): Middleware {
    return new ApiRouter('/2018-06-01')
      .get('/runtime/restore/next', async (ctx) => {
        await this.#service?.restoreNext?.(disconnected(ctx))
        const event = this.#running()
        if (event === undefined) answerAtOnce(ctx, 200, {}, nothing)
        else answerAtOnce(ctx, 200, headersOf(event), event.body)
      })
      .middleware()
  }
}

function headersOf(event: RestoredEvent): OutgoingHttpHeaders {
  const { clientContext, tenantId } = event
  return {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': event.requestId,
    'Lambda-Runtime-Deadline-Ms': String(Math.trunc(event.deadlineMs)),
    'Lambda-Runtime-Invoked-Function-Arn': event.functionArn,
    ...(clientContext && { 'Lambda-Runtime-Client-Context': bytesOf(clientContext) }),
    ...(tenantId && { 'Lambda-Runtime-Aws-Tenant-Id': tenantId }),
  }
}

/** A header carries bytes; those that it may not hold become spaces. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ')
}
