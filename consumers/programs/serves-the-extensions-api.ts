import { ExtensionRegistry, extensionsApi } from '@sim/extensions-api'
import { listen } from '@sim/protocol'

/** Registers an extension. */
export async function run(): Promise<unknown> {
  const registry = new ExtensionRegistry({ functionName: 'hello', handler: 'index.handler' })
  registry.expect('my-extension')
  await using server = await listen(extensionsApi(registry))

  const response = await fetch(`${server.url}/2020-01-01/extension/register`, {
    method: 'POST',
    headers: { 'Lambda-Extension-Name': 'my-extension' },
    body: '{"events":["INVOKE"]}',
  })

  const { functionName } = (await response.json()) as { functionName: string }
  const hasId = response.headers.has('lambda-extension-identifier')
  return { status: response.status, functionName, hasId }
}
