import { Buffer } from 'node:buffer'
import { createReadStream, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { SimulatorError } from '@sim/core'
import type { ContainerRuntimeClient } from './container-runtime.ts'

/** A file of an image. */
export interface ImageFile {
  /** Absolute, inside the image. */
  readonly path: string
  /** What is in it: text, or the file on this machine that it is a copy of. */
  readonly content: string | { readonly copyOf: string }
  /** Default 0o755. */
  readonly mode?: number | undefined
}

/** What an image consists of. */
export interface ImagePlan {
  readonly name: string
  readonly files: readonly ImageFile[]
  /** Instructions as a Dockerfile has them, such as `ENTRYPOINT ["/run"]`. */
  readonly instructions?: readonly string[] | undefined
}

const blockBytes = 512

/** Makes an image of one layer from local files. No registry, no builder and no shell is needed. */
export async function importImage(client: ContainerRuntimeClient, plan: ImagePlan): Promise<void> {
  const { dockerode } = client.container
  const at = plan.name.lastIndexOf(':')
  const answer = await dockerode.importImage(Readable.from(archive(plan.files)), {
    repo: plan.name.slice(0, at),
    tag: plan.name.slice(at + 1),
    changes: plan.instructions ?? [],
  })
  const text: Buffer[] = []
  answer.on('data', (chunk: Buffer) => text.push(chunk))
  await finished(answer)
  // What goes wrong while the engine unpacks is told in its answer, whose status was sent before.
  const error = /"error":"(?<message>[^"]*)"/.exec(Buffer.concat(text).toString('utf8'))
  if (error === null) return
  const message = `cannot make the image ${plan.name}: ${error.groups?.['message']}`
  throw new SimulatorError('ERR_IMAGE_IMPORT', message)
}

/** A tar archive, as POSIX describes `ustar`, without times: the same files make the same bytes. */
async function* archive(files: readonly ImageFile[]): AsyncGenerator<Buffer> {
  for (const { path, content, mode = 0o755 } of files) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : undefined
    const size = bytes?.length ?? statSync((content as { copyOf: string }).copyOf).size
    yield header(path, size, mode)
    if (bytes !== undefined) yield bytes
    else yield* createReadStream((content as { copyOf: string }).copyOf)
    yield Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes)
  }
  yield Buffer.alloc(2 * blockBytes)
}

function header(path: string, size: number, mode: number): Buffer {
  const { prefix, name } = split(path.replace(/^\/+/, ''))
  const block = Buffer.alloc(blockBytes)
  block.write(name, 0)
  block.write(octal(mode, 7), 100)
  block.write(octal(0, 7), 108)
  block.write(octal(0, 7), 116)
  block.write(octal(size, 11), 124)
  block.write(octal(0, 11), 136)
  block.write(' '.repeat(8), 148)
  block.write('0', 156)
  block.write('ustar\u000000', 257)
  block.write(prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)}\0 `, 148)
  return block
}

/** A name has room for 100 bytes, the directories before it for 155. */
function split(path: string): { readonly prefix: string; readonly name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path }
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100) return { prefix, name }
  }
  throw new SimulatorError(
    'ERR_IMAGE_IMPORT',
    `a path of an image must fit into 255 bytes, found ${path}`,
  )
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0')
