import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { filesBelow, packageNames, root } from './repository.mjs'

const page = 'docs/errors.md'
const isCode = (text) => /^ERR_[A-Z0-9_]+$/.test(text)

/** Every code that we throw has a section in docs/errors.md, and every section is of such a code. */
export function errorCodes() {
  const used = usedCodes()
  const explained = explainedCodes()
  const missing = [...used].filter(([code]) => !explained.has(code))
  const surplus = [...explained].filter((code) => !used.has(code))
  return [
    ...missing.map(([code, at]) => `${page}: no section "### ${code}", which is used in ${at}`),
    ...surplus.map((code) => `${page}: section "${code}" is of a code that no package uses`),
  ]
}

/** Each code with the first place that uses it. */
function usedCodes() {
  const sources = packageNames()
    .flatMap((name) => filesBelow(`packages/${name}/src`))
    .filter((path) => /\.[mc]?ts$/.test(path))
  return new Map(sources.flatMap((path) => codesIn(path).map((code) => [code, path])).toReversed())
}

function codesIn(path) {
  const text = readFileSync(join(root, path), 'utf8')
  const codes = []
  const visit = (node) => {
    if (ts.isStringLiteralLike(node) && isCode(node.text) && !isCompared(node))
      codes.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  return codes
}

/** A code that is only compared with may be someone else's, for example Node's. */
function isCompared({ parent }) {
  return ts.isBinaryExpression(parent) || ts.isCaseClause(parent)
}

function explainedCodes() {
  const path = join(root, page)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return new Set(Array.from(text.matchAll(/^#+ +`?(ERR_[A-Z0-9_]+)`?/gm), ([, code]) => code))
}
