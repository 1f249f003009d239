import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A port for a program that binds it again whenever it is started. It lies where the kernel takes none from for those who ask
 * for any, so that it is still free then. Preferably a certain one.
 */
export async function ownPort(preferred: number = anyPort()): Promise<number> {
  for (let port = preferred; ; port = anyPort()) {
    const server = createServer().listen(port, '0.0.0.0')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    server.close()
    if (isFree) return port
  }
}

/** Linux, "ip-sysctl": `ip_local_port_range` begins at 32768. */
const anyPort = (): number => randomInt(12_000, 32_000)
