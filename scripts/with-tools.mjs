// Runs a command with the repository's own tools, installing them first where they are missing or
// out of date. Needs nothing but Node 20 and npm.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const at = (...path) => join(root, ...path)
const { packageManager } = JSON.parse(readFileSync(at('package.json'), 'utf8'))

const run = (command, args, env = process.env) => {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env })
  if (error) throw error
  if (signal) process.kill(process.pid, signal)
  return status ?? 1
}

const lock = createHash('sha256')
  .update(readFileSync(at('pnpm-lock.yaml')))
  .digest('hex')
const stamp = at('node_modules', '.installed-lock')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error(`Installing the tools (${packageManager}); this happens once.`)
  const status = run('npx', [
    '-y',
    packageManager,
    'install',
    '--frozen-lockfile',
    '--reporter=silent',
  ])
  if (status !== 0) {
    console.error(
      'The installation failed. Run it by hand to see why: npx -y ' + packageManager + ' install',
    )
    process.exit(status)
  }
  writeFileSync(stamp, lock)
}

const [command, ...args] = process.argv.slice(2)
const path = at('node_modules', '.bin') + delimiter + process.env.PATH
process.exit(
  run(command, args, {
    ...process.env,
    PATH: path,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  }),
)
