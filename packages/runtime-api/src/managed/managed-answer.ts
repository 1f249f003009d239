import type { InvocationAnswer } from '../invocation.ts'

/** What a body is if its sender does not say. Core: `invoke/runtime_response_request.go`. */
const defaultContentType = 'application/octet-stream'

/**
 * An answer as callers of a managed instance get it: of an error that the platform made up, nothing but its type.
 *
 * Core: `responder.go` of the emulator for managed instances.
 */
export function managedAnswer<A extends InvocationAnswer>(answer: A): A {
  const { kind, contentType = defaultContentType } = answer
  if (kind === 'response' || answer.by === 'runtime') return { ...answer, contentType }
  const body = Buffer.from(JSON.stringify({ errorType: answer.errorType }))
  return { ...answer, body, contentType: 'application/json' }
}
