import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, root } from './repository.mjs'

const most = 250
const folders = [
  'packages',
  'demo',
  'conformance',
  'consumers',
  'examples',
  'bench',
  'scripts',
  '.ci',
]
const isCode = (path) => /\.([mc]?[jt]sx?|sh|py|rb|go|java)$/.test(path) || path === '.ci/run'

/** A file that is longer than a few screens has more than one subject. */
export function fileLengths() {
  return folders
    .flatMap(filesBelow)
    .filter(isCode)
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > most)
    .map(({ path, lines }) => `${path}: ${lines} lines, of ${most} at the most`)
}
