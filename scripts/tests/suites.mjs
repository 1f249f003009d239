import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const longestMs = 20 * 60_000

/** Given here, so that a suite's configuration needs nothing of the repository. */
const reporters = (root) => [
  '--reporters=default',
  `--reporters=${join(root, 'scripts', 'count-reporter.cjs')}`,
]

/** The folders that have tests, the one that takes longest first. */
export function suites(root) {
  const longest = [
    'consumers',
    'conformance',
    'packages/cli',
    'packages/testcontainers',
    'packages/simulator',
  ]
  const rank = (suite) => (longest.includes(suite) ? longest.indexOf(suite) : longest.length)
  return globSync('{packages/*,conformance,consumers,examples/*}/jest.config.mjs', { cwd: root })
    .map((path) => dirname(path).replaceAll('\\', '/'))
    .toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
}

/** Runs one suite to its end: `{ suite, passed, failed, skipped, seconds, output }`. */
export async function runSuite(root, suite) {
  const results = join(root, '.results', `${suite.replaceAll('/', '+')}.json`)
  rmSync(results, { force: true })
  const run = await runQuietly(join(root, suite), 'jest', [
    '--ci',
    '--maxWorkers=2',
    ...reporters(root),
  ])
  const counts = existsSync(results)
    ? JSON.parse(readFileSync(results, 'utf8'))
    : { passed: 0, failed: 1, skipped: [] }
  // A run may fail without a test that does: its set-up, or a worker that died.
  const failed = run.ok ? counts.failed : Math.max(counts.failed, 1)
  return { suite, ...run, ...counts, failed }
}

/** Runs a program without showing its output: `{ ok, output, seconds }`. */
export async function runQuietly(cwd, command, args) {
  const startedAt = performance.now()
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const overdue = setTimeout(() => child.kill('SIGKILL'), longestMs)
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  // Not `close`: a process that was left behind may hold the streams open for ever.
  const [code, signal] = await Promise.race([once(child, 'exit'), failedToStart(child)])
  clearTimeout(overdue)
  child.stdout.destroy()
  child.stderr.destroy()
  const seconds = (performance.now() - startedAt) / 1000
  if (code !== 0) chunks.push(Buffer.from(`\n${basename(command)} ended with ${code ?? signal}\n`))
  return { ok: code === 0, output: Buffer.concat(chunks).toString(), seconds }
}

async function failedToStart(child) {
  const [error] = await once(child, 'error')
  return [error.message]
}
