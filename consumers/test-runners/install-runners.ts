import { install } from '../installation/install.ts'
import { withDependencies } from '../installation/with-dependencies.ts'
import { runnerFolder, runners, type Runner } from './runners.ts'

/** Installs every runner once, each with the packed preset and what that depends on. */
export async function installRunners(
  folder: string,
  tarballs: Readonly<Record<string, string>>,
): Promise<void> {
  const names = withDependencies('@sim/jest-preset')
  const needed = Object.fromEntries(names.map((name) => [name, tarballs[name] ?? '']))
  const all = Object.keys(runners) as Runner[]
  await Promise.all(
    all.map((runner) => install(runnerFolder(folder, runner), needed, runners[runner])),
  )
}
