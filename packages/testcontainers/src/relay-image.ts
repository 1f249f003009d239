import { SimulatorError } from '@sim/core'
import { OsProcess } from '@sim/process'
import { createHash } from 'node:crypto'
import { createReadStream, realpathSync } from 'node:fs'
import process from 'node:process'
import { crc32 } from 'node:zlib'
import { ImageName } from 'testcontainers'
import { engineMessage, type ContainerRuntimeClient } from './container-runtime.ts'
import { importImage, type ImageFile } from './image-archive.ts'

const slot: unique symbol = Symbol.for('@sim/testcontainers/relay-image')

/** What the relay runs in where it cannot be made of this machine's own Node. */
const publicImage = 'node:24-alpine'

/**
 * The image that the relay runs in: the one that is asked for, else on Linux one that is made of the running
 * Node and the libraries that it needs, once, and found again by what is in it; elsewhere a public one.
 *
 * Rejects with `ERR_IMAGE_UNAVAILABLE`, or `ERR_RELAY_IMAGE` when it cannot be made.
 */
export async function relayImage(client: ContainerRuntimeClient, wanted?: string): Promise<string> {
  if (wanted !== undefined) return available(client, wanted)
  const { operatingSystemType } = client.info.containerRuntime
  if (process.platform !== 'linux' || operatingSystemType !== 'linux') {
    return available(client, publicImage)
  }
  const shared = globalThis as { [slot]?: Promise<string> }
  const made = (shared[slot] ??= ownImage(client))
  try {
    return await made
  } catch (cause) {
    delete shared[slot]
    throw new SimulatorError(
      'ERR_RELAY_IMAGE',
      `cannot make an image of ${process.execPath}: ${(cause as Error).message}; withRelayImage takes any other with Node`,
      { cause },
    )
  }
}

async function available(client: ContainerRuntimeClient, image: string): Promise<string> {
  const name = ImageName.fromString(image)
  try {
    await client.image.pull(name)
    await client.image.inspect(name)
    return image
  } catch (cause) {
    throw new SimulatorError(
      'ERR_IMAGE_UNAVAILABLE',
      `the relay needs the image ${image}: ${engineMessage(cause)}; withRelayImage takes any other with Node`,
      { cause },
    )
  }
}

/** This process's Node with its libraries, at the same paths, since that is where the loader looks. */
async function ownImage(client: ContainerRuntimeClient): Promise<string> {
  const node = realpathSync(process.execPath)
  const copies = await Promise.all((await librariesOf(node)).map((path) => copyOf(path, path)))
  const files = [await copyOf(node, '/usr/local/bin/node'), ...copies]
  const facts = [process.arch, ...files.map(({ path, sum }) => `${path} ${sum}`)]
  const tag = createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 16)
  const name = `sim-testcontainers-relay:${tag}`
  if (!(await client.image.exists(ImageName.fromString(name)))) {
    await importImage(client, { name, files, instructions: ['ENTRYPOINT ["/usr/local/bin/node"]'] })
  }
  return name
}

/** What `ldd` finds; nothing if the program needs no loader. Rejects with `ERR_SPAWN` where there is no `ldd`. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const lines: string[] = []
  const ldd = await OsProcess.spawn({
    name: 'ldd',
    command: 'ldd',
    args: [program],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    onOutput: ({ text }) => lines.push(text),
  })
  const { kind } = await ldd.exited
  const said = lines.join('\n')
  if (kind === 'normal') return [...new Set(said.match(/\/\S+(?= \(0x)/g) ?? [])]
  if (/not a (dynamic executable|valid dynamic program)/i.test(said)) return []
  throw new Error(said)
}

/** A file for the image, and what tells its content from that of another one. */
async function copyOf(file: string, path: string): Promise<ImageFile & { readonly sum: string }> {
  let sum = 0
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    sum = crc32(chunk as Buffer, sum)
    bytes += (chunk as Buffer).length
  }
  return { path, content: { copyOf: file }, sum: `${bytes}-${sum}` }
}
