// Builds, then measures what users get: the built packages, not the sources.
import { spawnSync } from 'node:child_process'

const run = (command, ...args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

run('turbo', 'run', 'build', '--output-logs=errors-only')
run('node', '--expose-gc', '--disable-warning=ExperimentalWarning', 'bench/main.ts')
