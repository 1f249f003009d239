import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from '../installation/run.ts'
import { withDependencies } from '../installation/with-dependencies.ts'

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
  const { dependencies = {}, devDependencies = {} } = manifest
  const ours = Object.keys({ ...dependencies, ...devDependencies }).filter(isOurs)
  const needed = new Set(ours.flatMap((each) => withDependencies(each)))
  const files = Array.from(needed, (each) => [each, `file:${tarballs[each]}`] as const)
  manifest.dependencies = { ...dependencies, ...Object.fromEntries(files) }
  manifest.devDependencies = Object.fromEntries(
    Object.entries(devDependencies).filter(([each]) => !isOurs(each)),
  )
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2))
  return project
}

const isOurs = (name: string): boolean => name.startsWith('@sim/')

/** The commands that an example's README tells to type. */
export function stepsOf(project: string): string[][] {
  const readme = readFileSync(join(project, 'README.md'), 'utf8')
  const blocks = Array.from(readme.matchAll(/^```sh\n([^]*?)^```$/gm), ([, body = '']) => body)
  return blocks.flatMap((body) => body.trim().split('\n')).map((command) => command.split(' '))
}
