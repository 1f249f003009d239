// Builds, runs every test of the workspace, and adds up. Run it by `npm test`; names of suites, such as
// `packages/core`, run only these.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { containersLeftBehind, countVolumes } from './tests/left-behind-containers.mjs'
import { watchForLeftBehind } from './tests/left-behind.mjs'
import { runQuietly, runSuite, suites } from './tests/suites.mjs'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const atOnce = 2

const leftBehind = watchForLeftBehind([root, 'AWS_LAMBDA_RUNTIME_API'])
const volumes = countVolumes()
mkdirSync(join(root, '.results'), { recursive: true })
const wanted = process.argv.slice(2).map((name) => name.replace(/\/$/, ''))
const queue = suites(root).filter((suite) => wanted.length === 0 || wanted.includes(suite))
const unknown = wanted.filter((suite) => !queue.includes(suite))
const results = [await build(), ...unknown.map(notASuite)]
results.forEach(show)
await Promise.all(Array.from({ length: atOnce }, work))
results.push(...(await orphans()), ...containers())
finish()

async function work() {
  for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) {
    const result = await runSuite(root, suite)
    results.push(result)
    show(result)
  }
}

async function build() {
  const { ok, ...run } = await runQuietly(root, 'turbo', [
    'run',
    'build',
    '--output-logs=errors-only',
  ])
  return { suite: 'build', passed: 0, failed: ok ? 0 : 1, skipped: [], ...run }
}

function notASuite(suite) {
  return {
    suite,
    passed: 0,
    failed: 1,
    skipped: [],
    seconds: 0,
    output: 'there is no such suite\n',
  }
}

/** A process that outlives the tests is a failure of them all. */
async function orphans() {
  const left = await leftBehind()
  if (left.length === 0) return []
  console.log(`\nLEFT BEHIND: ${left.length} ${left.length === 1 ? 'process' : 'processes'}`)
  for (const { pid, ppid, command } of left) console.log(`  pid ${pid}, parent ${ppid}: ${command}`)
  return [{ passed: 0, failed: 1, skipped: [] }]
}

/** So is a container, a network, or a volume. */
function containers() {
  const left = containersLeftBehind(volumes)
  if (left.length === 0) return []
  console.log(
    `\nLEFT BEHIND in the container engine:\n${left.map((line) => `  ${line}`).join('\n')}`,
  )
  return [{ passed: 0, failed: 1, skipped: [] }]
}

function show({ suite, passed, failed, skipped, seconds, output }) {
  const counts = [
    passed > 0 && `${passed} passed`,
    failed > 0 && `${failed} FAILED`,
    skipped.length > 0 && `${skipped.length} SKIPPED`,
  ]
  const sum = counts.filter(Boolean).join(', ') || 'done'
  console.log(`${suite.padEnd(28)} ${sum.padEnd(32)} ${seconds.toFixed(1).padStart(6)} s`)
  if (failed > 0) console.log(`\n${output}`)
}

function finish() {
  const skipped = results.flatMap(({ suite, skipped }) =>
    skipped.map((name) => `${suite}: ${name}`),
  )
  if (skipped.length > 0) {
    console.log(`\nSKIPPED: ${skipped.length} ${skipped.length === 1 ? 'test' : 'tests'}`)
    for (const name of skipped) console.log(`  ${name}`)
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
  // What a registry does not have, no machine can get: that is told, and is no fault of the run.
  const required = skipped.filter((name) => !name.includes(' (not published: '))
  const isIncomplete = process.env.SIM_REQUIRE_ALL === '1' && required.length > 0
  if (isIncomplete)
    console.log('\nSIM_REQUIRE_ALL=1: a skipped test counts as a failure of the run.')
  process.exitCode = total('failed') > 0 || isIncomplete ? 1 : 0
  console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${skipped.length} skipped`)
}
