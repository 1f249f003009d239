import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { filesBelow, root } from './repository.mjs'

const page = 'ARCHITECTURE.md'

/** A path from the root, or the name of a source file. */
const isPath = (text) => {
  const [first, ...rest] = text.split('/')
  if (!/^[\w.@/-]+$/.test(text)) return false
  return rest.length > 0 ? existsSync(join(root, first)) : /\.([mc]?[jt]s|json)$/.test(text)
}

/** Everything that ARCHITECTURE.md names exists: by its path, or by its name alone in some src folder. */
export function architecture() {
  if (!existsSync(join(root, page))) return [`${page}: is missing`]
  const sources = filesBelow('packages').filter((path) => path.includes('/src/'))
  const names = new Set(sources.map((path) => basename(path)))
  return Array.from(
    readFileSync(join(root, page), 'utf8').matchAll(/`([^`\n]+)`/g),
    ([, code]) => code,
  )
    .filter(isPath)
    .filter((path) => !existsSync(join(root, path)) && !names.has(path))
    .map((path) => `${page}: names ${path}, which does not exist`)
}
