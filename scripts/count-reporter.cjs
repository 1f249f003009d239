const { mkdirSync, writeFileSync } = require('node:fs')
const { basename, join } = require('node:path')

/** Leaves the counts of one Jest run where `scripts/test.mjs` adds them up. */
module.exports = class CountReporter {
  constructor(config) {
    this.rootDir = config.rootDir
  }

  onRunComplete(_contexts, results) {
    const folder = join(__dirname, '..', '.results')
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
    writeFileSync(join(folder, `${basename(this.rootDir)}.json`), JSON.stringify(counts))
  }
}
