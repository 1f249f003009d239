// Every gate, one after the other, with a table at the end. Run it by `npm run check`; `--without-tests` leaves
// the tests out.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const linted = ['packages', 'conformance', 'consumers', 'examples', 'bench', 'demo']
const gates = [
  ['build', 'turbo run build --output-logs=errors-only'],
  ['types', 'tsc -p tsconfig.json'],
  ['types of consumers', 'tsc -p consumers'],
  ['lint', 'oxlint --type-aware --max-warnings=0'],
  ['format', 'prettier --check --log-level=warn .'],
  ['dependencies', `depcruise ${linted.join(' ')} --config .dependency-cruiser.cjs`],
  ['files', 'node scripts/check-files.mjs'],
  ['tests', 'node scripts/test.mjs'],
].filter(([name]) => name !== 'tests' || !process.argv.includes('--without-tests'))

const rows = gates.map(([name, command]) => {
  const startedAt = performance.now()
  // The tests are quiet by themselves, and take long enough that one wants to see how far they are.
  const stdio = name === 'tests' ? 'inherit' : ['ignore', 'pipe', 'pipe']
  const [program, ...args] = command.split(' ')
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    stdio,
    encoding: 'utf8',
  })
  const isPassed = status === 0
  if (!isPassed) console.log(`\n${name}: ${command}\n${error ?? ''}${stdout ?? ''}${stderr ?? ''}`)
  return { name, isPassed, seconds: (performance.now() - startedAt) / 1000 }
})

console.log()
for (const { name, isPassed, seconds } of rows) {
  console.log(
    `${isPassed ? 'passed' : 'FAILED'}  ${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s`,
  )
}
process.exitCode = rows.every(({ isPassed }) => isPassed) ? 0 : 1
