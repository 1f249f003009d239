/** An extension registers; resolves with its id. */
export async function register(url: string, name: string, events: string[]): Promise<string> {
  const response = await fetch(`${url}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': name },
    body: JSON.stringify({ events }),
  })
  return response.headers.get('lambda-extension-identifier') ?? ''
}

/** An extension asks for its next event. */
export async function nextEvent(url: string, extensionId: string): Promise<unknown> {
  const response = await fetch(`${url}/2020-01-01/extension/event/next`, {
    headers: { 'Lambda-Extension-Identifier': extensionId },
  })
  return response.json()
}
