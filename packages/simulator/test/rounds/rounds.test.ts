import { expect, test } from '@jest/globals'
import { randomInt } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { plan, round, type RoundReport } from './round.ts'

/** How many rounds there are: by default a few. */
const count = Number(process.env['SIM_ROUNDS'] ?? 20)
/** The seed of the first round; each further one has the next. */
const first = Number(process.env['SIM_ROUNDS_SEED'] ?? randomInt(2 ** 31))
/** A file to which each round is added as a line of JSON. */
const journal = process.env['SIM_ROUNDS_JOURNAL']

test(
  `${count} environments are frozen whole, and half of the hosts killed: nobody is left after a second`,
  async () => {
    const reports: RoundReport[] = []
    for (let seed = first; seed < first + count; seed += 1) {
      const report = await round(plan(seed))
      reports.push(report)
      if (journal !== undefined) appendFileSync(journal, `${JSON.stringify(report)}\n`)
    }

    const faulty = reports.filter(({ faults }) => faults.length > 0)
    expect(faulty).toEqual([])
  },
  60_000 + count * 15_000,
)
