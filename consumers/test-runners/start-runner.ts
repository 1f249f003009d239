import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from '../installation/run.ts'

/** A test as the runner reports it. */
export interface ReportedTest {
  readonly fullName: string
  readonly status: 'passed' | 'failed' | 'pending'
  readonly failureMessages: readonly string[]
}

/** How a run ended, what it printed, and what it reported of each test. */
export interface FinishedRun {
  readonly code: number | null
  readonly output: string
  readonly tests: readonly ReportedTest[]
}

/** Starts a runner in a folder, with the repository's Node and nothing of the Jest that runs this. */
export function startRunner(
  folder: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): ChildProcess & { readonly finished: Promise<FinishedRun> } {
  const { JEST_WORKER_ID: _worker, NODE_OPTIONS: _options, NODE_ENV: _env, ...env } = process.env
  const [command = '', ...rest] = args
  const path = [join(root, 'node_modules', '.bin'), env['PATH'] ?? ''].join(delimiter)
  const child = spawn(join(folder, '..', 'node_modules', '.bin', command), rest, {
    cwd: folder,
    env: { ...env, CI: '1', NO_COLOR: '1', PATH: path, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => (output += String(text)))
  }
  const finished = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    output,
    tests: reportedTests(join(folder, 'report.json')),
  }))
  return Object.assign(child, { finished })
}

/** Runs a runner to its end. */
export async function runRunner(...args: Parameters<typeof startRunner>): Promise<FinishedRun> {
  return await startRunner(...args).finished
}

function reportedTests(file: string): readonly ReportedTest[] {
  if (!existsSync(file)) return []
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly testResults: readonly { readonly assertionResults: readonly ReportedTest[] }[]
  }
  return report.testResults.flatMap(({ assertionResults }) => assertionResults)
}
