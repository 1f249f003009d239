import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installRunners } from '../test-runners/install-runners.ts'
import { install, layOutPrograms, pack } from './install.ts'
import { packages } from './packages.ts'
import { root, run } from './run.ts'

/** Builds, packs and installs everything once, and tells the test files where. */
export default async function globalSetup(): Promise<void> {
  await run(root, 'turbo', 'run', 'build', '--output-logs=errors-only')
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sim-consumers-')))
  process.env['SIM_CONSUMERS_FOLDER'] = folder
  const project = join(folder, 'project')
  layOutPrograms(project)
  const tarballs = await pack(join(folder, 'tarballs'))
  await Promise.all([install(project, tarballs), installRunners(folder, tarballs)])
  writeFileSync(join(folder, 'packages.json'), JSON.stringify(packages()))
}
