import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds everything. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const generated = new Set(['node_modules', 'dist', '.turbo', '.results', '.git', 'clients'])

/** Every file below a folder of the repository, by its path from the root, `/` between names. */
export function filesBelow(folder) {
  const from = join(root, folder)
  if (!existsSync(from)) return []
  return readdirSync(from, { withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(from, entry.name)).split(sep).join('/')
    if (entry.isDirectory()) return generated.has(entry.name) ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

/** The names of the folders under packages/. */
export function packageNames() {
  return readdirSync(join(root, 'packages')).filter((name) =>
    existsSync(join(root, 'packages', name, 'package.json')),
  )
}
