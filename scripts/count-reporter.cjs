const { mkdirSync, writeFileSync } = require('node:fs')
const { join, relative, sep } = require('node:path')

const root = join(__dirname, '..')

/** Leaves the counts of one Jest run where `scripts/test.mjs` adds them up. */
module.exports = class CountReporter {
  constructor(config) {
    this.suite = relative(root, config.rootDir).split(sep).join('+')
  }

  onRunComplete(_contexts, results) {
    const folder = join(root, '.results')
    mkdirSync(folder, { recursive: true })
    const skipped = results.testResults.flatMap((file) =>
      file.testResults
        .filter((test) => test.status === 'pending' || test.status === 'todo')
        .map((test) => test.fullName),
    )
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped,
    }
    writeFileSync(join(folder, `${this.suite}.json`), JSON.stringify(counts))
  }
}
