import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { packageNames, root } from './repository.mjs'

/**
 * Every public export says what it is, and an index names what it exports.
 *
 * Read by the old compiler's API, which the new one does not have.
 */
export function publicExports() {
  const indexes = packageNames()
    .map((name) => join(root, 'packages', name, 'src', 'index.ts'))
    .filter((path) => existsSync(path))
  const program = ts.createProgram(indexes, compilerOptions())
  const checker = program.getTypeChecker()
  return indexes.flatMap((path) => {
    const index = program.getSourceFile(path)
    return [...unnamed(index), ...undocumented(index, checker)]
  })
}

function compilerOptions() {
  const config = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  return ts.parseJsonConfigFileContent(config.config, ts.sys, root).options
}

/** Only `export { … } from '…'`: what is public must be seen at a glance. */
function unnamed(index) {
  return index.statements
    .filter((statement) => !isNamedExport(statement))
    .map(
      (statement) => `${place(statement)}: only "export { name } from './file.ts'" may stand here`,
    )
}

function isNamedExport(statement) {
  return (
    ts.isExportDeclaration(statement) &&
    statement.exportClause !== undefined &&
    ts.isNamedExports(statement.exportClause)
  )
}

function undocumented(index, checker) {
  const module = checker.getSymbolAtLocation(index)
  if (module === undefined) return []
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ({ name: symbol.name, target: original(symbol, checker) }))
    .filter(({ target }) => isOurs(target) && target.getDocumentationComment(checker).length === 0)
    .map(({ name, target }) => {
      const at = target.declarations?.[0]
      return `${at ? place(at) : index.fileName}: the public export ${name} has no TSDoc comment`
    })
}

/** What we pass on from others, others document. */
function isOurs(symbol) {
  return symbol.declarations?.every(
    (node) => !node.getSourceFile().fileName.includes('node_modules'),
  )
}

function original(symbol, checker) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

function place(node) {
  const file = node.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(node.getStart())
  return `${relative(root, file.fileName)}:${line + 1}`
}
