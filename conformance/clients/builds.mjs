// How a client is built in its folder. Each resolves with nothing, or with the reason why it could not be: `missing`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { env, execPath } from 'node:process'
import { buffer } from 'node:stream/consumers'

/** A package from the npm registry, with its native part. */
export async function npmPackage({ folder }) {
  const { said, code } = await run(
    'npm',
    ['ci', '--ignore-scripts=false', '--no-audit', '--no-fund'],
    folder,
    headers(),
  )
  return code === 0 ? {} : failed('npm ci', code, said, /^npm error/)
}

/** A program of ours on a crate: what the lock file has, without optimisations, since only building it takes time. */
export async function cargoProgram({ folder, built }) {
  const target = join(folder, 'target')
  const { said, code } = await run(
    'cargo',
    ['build', '--locked', '--quiet', '--target-dir', target],
    folder,
  )
  if (code !== 0) return failed('cargo build', code, said, /^error/)
  mkdirSync(join(folder, dirname(built)), { recursive: true })
  copyFileSync(join(target, 'debug', basename(built)), join(folder, built))
  rmSync(target, { recursive: true })
  return {}
}

/**
 * A program of ours in Go, static. With a `checkout` of the module that it is made of: with that. The rest comes from the
 * registry, and is what `go.sum` has.
 */
export async function goProgram({ folder, built, module, checkout }) {
  mkdirSync(join(folder, dirname(built)), { recursive: true })
  const modules = module === undefined ? [] : replaceable(folder, module, checkout)
  const args = ['build', '-buildvcs=false', ...modules, '-o', built, '.']
  const { said, code } = await run('go', args, folder, { CGO_ENABLED: '0' })
  if (code === 0) return {}
  const unknown = said.split('\n').find((line) => isUnknown(line, module))
  if (unknown !== undefined) return { missing: unknown.trim(), isUnpublished: true }
  return failed('go build', code, said, /^(?!go: downloading ).+/)
}

/** Options for a go.mod that may be written to, beside which Go wants a go.sum of the same name. */
function replaceable(folder, module, checkout) {
  const path = join(folder, 'bin', 'go.mod')
  const replacement = checkout === undefined ? '' : `\nreplace ${module} => ${checkout}\n`
  writeFileSync(path, readFileSync(join(folder, 'go.mod'), 'utf8') + replacement)
  copyFileSync(join(folder, 'go.sum'), join(folder, 'bin', 'go.sum'))
  return ['-mod=mod', `-modfile=${path}`]
}

/** The registry has answered, and it does not have the module. */
function isUnknown(line, module) {
  return line.includes(`/${module}/@v/`) && /: (403|404|410) /.test(line)
}

function failed(command, code, said, telling) {
  const complaint = said.split('\n').find((line) => telling.test(line))
  return { missing: `${command} ended with ${code}: ${complaint?.trim() ?? 'it did not say why'}` }
}

async function run(command, args, cwd, variables = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...env, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([buffer(child.stderr), once(child, 'exit')])
  return { said: said.toString('utf8'), code }
}

/** Where Node's headers are on this machine, so that they need not be fetched. */
function headers() {
  const nodedir = [dirname(dirname(execPath)), '/usr'].find((directory) =>
    existsSync(join(directory, 'include', 'node', 'node_api.h')),
  )
  return nodedir === undefined ? {} : { npm_config_nodedir: nodedir }
}
