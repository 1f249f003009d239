// Builds a client once, in its own folder: node clients/install.mjs aws-lambda-ric
// Prints one line of JSON: { "folder" } when it is there, { "missing" } with the reason when it cannot be; "isUnpublished" goes
// with it where a registry says that it does not have what the client is made of.
// Whoever comes while it is being built waits for that.
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { argv, env, exit, platform, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { cargoProgram, goProgram, npmPackage } from './builds.mjs'
import { alone } from './alone.mjs'

/**
 * What each client needs to be built, what it is built of, and the file by which one sees that it was. `checkout`: a variable
 * that names a folder to build it with, where no registry has what it needs.
 */
const clients = {
  'aws-lambda-ric': {
    tools: ['npm', 'cmake', 'g++', 'make', 'xz', 'tar', 'python3'],
    sources: /^package-lock\.json$/,
    built: 'node_modules/aws-lambda-ric/rapid-client.node',
    stamp: 'node_modules/.installed',
    build: npmPackage,
  },
  'rust-lambda-extension': {
    tools: ['cargo', 'rustc', 'cc'],
    sources: /^Cargo\.|\.rs$/,
    built: 'bin/rust-lambda-extension',
    stamp: 'bin/.installed',
    build: cargoProgram,
  },
  'go-strict-decoder': {
    tools: ['go'],
    sources: /^go\.|\.go$/,
    built: 'bin/go-strict-decoder',
    stamp: 'bin/.installed',
    build: goProgram,
  },
  'go-aws-lambda-extensions': {
    tools: ['go'],
    sources: /^go\.|\.go$/,
    built: 'bin/go-aws-lambda-extensions',
    stamp: 'bin/.installed',
    build: goProgram,
    module: 'github.com/zakharovvi/aws-lambda-extensions',
    checkout: 'SIM_GO_AWS_LAMBDA_EXTENSIONS',
  },
}

const name = argv[2] ?? ''
const client = clients[name]
if (client === undefined) {
  throw new Error(`wanted one of ${Object.keys(clients).join(', ')}, found ${name}`)
}
const folder = fileURLToPath(new URL(name, import.meta.url))
const checkout = client.checkout === undefined ? undefined : env[client.checkout]
const stamp = join(folder, client.stamp)
const version = fingerprint()

stdout.write(`${JSON.stringify(await provide())}\n`)
exit(0)

async function provide() {
  if (isInstalled()) return { folder }
  const missing = missingTools()
  if (missing !== undefined) return { missing }
  return alone(folder, async () => (isInstalled() ? { folder } : install()))
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === version
}

/** Of everything that it is built of. */
function fingerprint() {
  const hash = createHash('sha256')
  const sources = readdirSync(folder, { recursive: true })
    .filter((path) => !/^(node_modules|target|bin)\b/.test(path) && client.sources.test(path))
    .sort()
  for (const path of sources) hash.update(readFileSync(join(folder, path)))
  return hash.update(checkout ?? '').digest('hex')
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
  const { missing, ...found } = await client.build({ ...client, folder, checkout })
  if (missing !== undefined) return { missing, ...found }
  if (!existsSync(join(folder, client.built))) return { missing: 'nothing was built' }
  writeFileSync(stamp, version)
  return { folder }
}
