import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from '../installation/run.ts'

type Manifest = Record<string, unknown> & {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** The examples of the repository, by the names of their folders. */
export const examples = readdirSync(join(root, 'examples'))

/**
 * Unpacks an example in an empty folder outside the repository, as someone has it who copied it.
 *
 * The packages of the repository come from their tarballs, since no registry has them; everything else comes
 * from where the example's own manifest says.
 */
export async function unpackExample(
  name: string,
  tarballs: Record<string, string>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `sim-example-${name}-`))
  const packed = join(folder, 'packed')
  mkdirSync(packed)
  await run(join(root, 'examples', name), 'pnpm', 'pack', '--pack-destination', packed)
  const [tarball = ''] = readdirSync(packed)
  await run(folder, 'tar', '-xzf', join(packed, tarball), '-C', folder)
  const project = join(folder, 'package')
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Manifest
  const files = Object.entries(tarballs).map(([each, path]) => [each, `file:${path}`] as const)
  const others = Object.entries(manifest.dependencies ?? {})
  const development = Object.entries(manifest.devDependencies ?? {})
  manifest.dependencies = Object.fromEntries([...others, ...files])
  manifest.devDependencies = Object.fromEntries(
    development.filter(([each]) => !each.startsWith('@sim/')),
  )
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2))
  return project
}

/** The commands that an example's README tells to type: its indented lines that begin with `npm`. */
export function stepsOf(project: string): string[][] {
  const readme = readFileSync(join(project, 'README.md'), 'utf8')
  return Array.from(readme.matchAll(/^ {4}(npm .+)$/gm), ([, command = '']) => command.split(' '))
}
