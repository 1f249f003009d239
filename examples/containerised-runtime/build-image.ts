import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GenericContainer } from 'testcontainers'

/** A shell that needs no libraries; Debian's package is `busybox-static`. */
const busybox = '/bin/busybox'

/** What this machine lacks to build and run the image; `undefined` if it lacks nothing. */
export function missing(): string | undefined {
  if (!existsSync(busybox)) return `no ${busybox}`
  const socket = process.env['DOCKER_HOST'] ?? '/var/run/docker.sock'
  if (socket.startsWith('/') && !existsSync(socket)) return 'no Docker engine'
  return undefined
}

/** Builds the image from nothing but local files, and returns its name. */
export async function buildImage(): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), 'sim-example-image-'))
  try {
    cpSync(join(__dirname, 'image'), context, { recursive: true })
    chmodSync(join(context, 'bootstrap'), 0o755)
    const rootfs = join(context, 'rootfs')
    for (const folder of ['bin', 'tmp', 'var/task']) {
      mkdirSync(join(rootfs, folder), { recursive: true })
    }
    copyFileSync(busybox, join(rootfs, 'bin/busybox'))
    for (const tool of ['cat', 'kill', 'ls', 'sed', 'sh', 'tr', 'wget']) {
      symlinkSync('busybox', join(rootfs, 'bin', tool))
    }
    const name = 'sim-example/echo:latest'
    await GenericContainer.fromDockerfile(context).build(name, { deleteOnExit: false })
    return name
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}
