import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'

/** The repository. */
export const root = join(__dirname, '..', '..')

const bin = join(root, 'node_modules', '.bin')

/** The environment of a user's shell, with the repository's tools in reach and nothing of Jest's. */
export function environment(): NodeJS.ProcessEnv {
  const { JEST_WORKER_ID: _worker, NODE_OPTIONS: _options, NODE_ENV: _env, ...env } = process.env
  return {
    ...env,
    PATH: bin + delimiter + (env['PATH'] ?? ''),
    TURBO_TELEMETRY_DISABLED: '1',
    // What was fetched once is not asked for again.
    npm_config_prefer_offline: 'true',
  }
}

/** Runs a program to its end and resolves with its stdout. Rejects with all that it printed if it fails. */
export async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  const child = spawn(command, args, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = { stdout: '', all: '' }
  child.stdout.on('data', (text) => {
    printed.stdout += String(text)
    printed.all += String(text)
  })
  child.stderr.on('data', (text) => (printed.all += String(text)))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (code === 0) return printed.stdout
  throw new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}\n${printed.all}`)
}
