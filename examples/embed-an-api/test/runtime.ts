/** What a runtime was handed. */
export interface HandedEvent {
  readonly requestId: string
  readonly text: string
}

/** A runtime asks for its next event. */
export async function next(url: string): Promise<HandedEvent> {
  const response = await fetch(`${url}/2018-06-01/runtime/invocation/next`)
  const requestId = response.headers.get('lambda-runtime-aws-request-id') ?? ''
  return { requestId, text: await response.text() }
}

/** A runtime answers. */
export const respond = (url: string, requestId: string, init: RequestInit) =>
  fetch(`${url}/2018-06-01/runtime/invocation/${requestId}/response`, { method: 'POST', ...init })

/** A runtime reports that the function failed. */
export const fail = (url: string, requestId: string, init: RequestInit) =>
  fetch(`${url}/2018-06-01/runtime/invocation/${requestId}/error`, { method: 'POST', ...init })
