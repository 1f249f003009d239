import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.ts'

/** A package of the repository by its name, and those of the repository that it needs. */
export function withDependencies(name: string, known = new Set<string>()): string[] {
  if (known.has(name)) return [...known]
  known.add(name)
  const manifest = join(root, 'packages', name.replace('@sim/', ''), 'package.json')
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies?: Record<string, string>
  }
  for (const each of Object.keys(dependencies)) {
    if (each.startsWith('@sim/')) withDependencies(each, known)
  }
  return [...known]
}
