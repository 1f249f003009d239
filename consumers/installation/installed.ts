import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Package } from './packages.ts'

const folder = process.env['SIM_CONSUMERS_FOLDER'] ?? ''

/** The project that the packages are installed in. */
export const project = join(folder, 'project')

/** The packages as they were when they were packed. */
export const installed = JSON.parse(
  readFileSync(join(folder, 'packages.json'), 'utf8'),
) as Package[]

const tarballs = join(folder, 'tarballs')

/** The packed packages: paths by names. */
export const installedTarballs: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(tarballs).map((file) => [
    file.replace(/^sim-(.+)-\d+\.\d+\.\d+[^/]*\.tgz$/, '@sim/$1'),
    join(tarballs, file),
  ]),
)
