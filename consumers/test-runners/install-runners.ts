import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { install } from '../installation/install.ts'
import { packages } from '../installation/packages.ts'
import { runnerFolder, runners, type Runner } from './runners.ts'

/** Installs every runner once, each with the packed preset and what that depends on. */
export async function installRunners(
  folder: string,
  tarballs: Readonly<Record<string, string>>,
): Promise<void> {
  const names = closure('@sim/jest-preset')
  const needed = Object.fromEntries(names.map((name) => [name, tarballs[name] ?? '']))
  const all = Object.keys(runners) as Runner[]
  await Promise.all(
    all.map((runner) => install(runnerFolder(folder, runner), needed, runners[runner])),
  )
}

/** A package of ours with those that it depends on. */
function closure(name: string): readonly string[] {
  const folders = new Map(packages().map((one) => [one.name, one.folder]))
  const found = new Set<string>()
  const queue = [name]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const folder = folders.get(next)
    if (folder === undefined || found.has(next)) continue
    found.add(next)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>
    }
    queue.push(...Object.keys(manifest.dependencies ?? {}))
  }
  return [...found]
}
