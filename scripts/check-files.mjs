// What no linter knows of this repository: how long its files are, whether its errors and exports are
// explained, and whether what ARCHITECTURE.md names is there.
import { architecture } from './checks/architecture.mjs'
import { errorCodes } from './checks/error-codes.mjs'
import { fileLengths } from './checks/file-lengths.mjs'
import { publicExports } from './checks/public-exports.mjs'

const checks = [fileLengths, errorCodes, publicExports, architecture]

const problems = checks.flatMap((check) => check())
for (const problem of problems) console.error(problem)
if (problems.length > 0) {
  console.error(`check-files: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
}
process.exitCode = problems.length > 0 ? 1 : 0
