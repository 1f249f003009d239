// Installs an official client once, in its own folder: node clients/install.mjs aws-lambda-ric
// Prints one line of JSON: { "folder" } when it is there, { "missing" } with the reason when it cannot be.
// Whoever comes while it is being installed waits for that.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { argv, env, execPath, exit, platform, stdout } from 'node:process'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What each client needs to be built, and the file by which one sees that it was. */
const clients = {
  'aws-lambda-ric': {
    tools: ['npm', 'cmake', 'g++', 'make', 'xz', 'tar', 'python3'],
    built: 'node_modules/aws-lambda-ric/rapid-client.node',
  },
}

const name = argv[2] ?? ''
const client = clients[name]
if (client === undefined) {
  throw new Error(`wanted one of ${Object.keys(clients).join(', ')}, found ${name}`)
}
const folder = fileURLToPath(new URL(name, import.meta.url))
const stamp = join(folder, 'node_modules', '.installed')
const version = createHash('sha256')
  .update(readFileSync(join(folder, 'package-lock.json')))
  .digest('hex')

stdout.write(`${JSON.stringify(await provide())}\n`)
exit(0)

async function provide() {
  if (isInstalled()) return { folder }
  const missing = missingTools()
  if (missing !== undefined) return { missing }
  return alone(async () => (isInstalled() ? { folder } : install()))
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === version
}

function missingTools() {
  if (platform !== 'linux') return `it is built on Linux only, not on ${platform}`
  const missing = client.tools.filter((tool) => !isOnPath(tool))
  return missing.length === 0 ? undefined : `${missing.join(', ')} not found`
}

function isOnPath(tool) {
  return (env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

async function install() {
  const npm = spawn('npm', ['ci', '--ignore-scripts=false', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: { ...env, ...headers() },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([buffer(npm.stderr), once(npm, 'exit')])
  if (code !== 0 || !existsSync(join(folder, client.built))) {
    const complaint = said
      .toString('utf8')
      .split('\n')
      .find((line) => line.startsWith('npm error'))
    return { missing: `npm ci ended with ${code}: ${complaint ?? 'nothing was built'}` }
  }
  writeFileSync(stamp, version)
  return { folder }
}

/** Where Node's headers are on this machine, so that they need not be fetched. */
function headers() {
  const nodedir = [dirname(dirname(execPath)), '/usr'].find((directory) =>
    existsSync(join(directory, 'include', 'node', 'node_api.h')),
  )
  return nodedir === undefined ? {} : { npm_config_nodedir: nodedir }
}

/**
 * Runs work that nobody else runs at the same time on this machine. The lock is a socket in Linux's abstract
 * name space: the kernel takes it back, whatever becomes of its holder.
 */
async function alone(work) {
  const path = `\0conformance-${folder}`
  for (;;) {
    const lock = createServer((waiting) => waiting.on('error', () => undefined))
    lock.listen(path)
    try {
      await once(lock, 'listening')
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error
      await released(path)
      continue
    }
    return work()
  }
}

/** Resolves when the holder of the lock is gone. */
function released(path) {
  return new Promise((resolve) => {
    const waiting = connect(path)
    waiting.resume()
    waiting.on('error', () => undefined)
    waiting.on('close', resolve)
  })
}
