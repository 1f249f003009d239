import { Simulator } from '@sim/simulator'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The function with its extension, as on Lambda: the function knows the extension's port, not the collector. */
export async function startSandbox(collectorUrl: string): Promise<Simulator> {
  const OTLP_PORT = String(await freePort())
  return Simulator.start({
    functionName: 'orders',
    functionDirectory: at('function'),
    handler: 'index.handler',
    memorySizeMb: 256,
    timeoutMs: 10_000,
    environment: { OTLP_PORT },
    extensions: [
      {
        name: 'otel-extension',
        command: process.execPath,
        args: [at('extension/otel-extension.mjs')],
        environment: { COLLECTOR_URL: collectorUrl },
      },
    ],
    freeze: 'process',
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
