import type { InvocationResult } from '@sim/simulator'

/** What a caller of the emulator for managed instances gets. */
export interface ManagedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/**
 * How the emulator for managed instances answers: 400 for what its caller did wrong or came too late for, else 200.
 *
 * Core: `internal/invoke/responder.go`, `rapid/model/client_error.go`.
 */
export function managedAnswer(result: InvocationResult): ManagedAnswer {
  const { errorType, contentType, payload: body, responseMode = 'buffered' } = result
  const headers = {
    ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    'Lambda-Runtime-Function-Response-Mode': responseMode,
    ...(errorType === undefined ? {} : { 'Error-Type': errorType }),
  }
  return { status: isClients(errorType) ? 400 : 200, headers, body }
}

/** The answer to a call that is not taken. */
export function clientError(errorType: `Client.${string}`): ManagedAnswer {
  return {
    status: 400,
    headers: { 'Content-Type': 'application/json', 'Error-Type': errorType },
    body: Buffer.from(JSON.stringify({ errorType })),
  }
}

function isClients(errorType = ''): boolean {
  return errorType === 'Runtime.Unavailable' || errorType.startsWith('Client.')
}
