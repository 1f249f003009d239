import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { aWhile } from './a-while.ts'
import { heapInUse } from './heap-in-use.ts'
import { lifecycle, type LifecycleReport } from './lifecycle.ts'
import { planOf } from './plan.ts'

/** A seed to run alone, as a failure prints it. */
const alone = process.env['SIM_SEED']
/** How many lifecycles there are: by default a few. */
const count = alone === undefined ? Number(process.env['SIM_LIFECYCLES'] ?? 30) : 1
/** The seed of the first; each further one has the next. */
const first = Number(alone ?? process.env['SIM_LIFECYCLES_SEED'] ?? 1)
/** How many run side by side; they mostly wait. What is left open is that of any of them. */
const atOnce = Number(process.env['SIM_LIFECYCLES_AT_ONCE'] ?? 4)
/** A file to which each one is added as a line of JSON. */
const journal = process.env['SIM_LIFECYCLES_JOURNAL']

/** Until what closes by itself has closed, in milliseconds. */
const settleMs = 500

/** How much more memory may be in use at the end than after a quarter, in bytes. */
const mostGrowth = 8 * 1024 * 1024

test(
  `${count} random lifecycles from seed ${first}: every invocation ends once, and nothing is left`,
  async () => {
    // What is opened once for all, the leash of the host first, is not to be counted.
    await lifecycle(planOf(0))
    await aWhile(settleMs)
    let open = openHandles()
    const faulty: LifecycleReport[] = []
    let heapAtQuarter = Infinity
    for (let from = first; from < first + count; from += atOnce) {
      const plans = Array.from({ length: Math.min(atOnce, first + count - from) }, (_, index) =>
        planOf(from + index),
      )
      const reports = await Promise.all(plans.map(lifecycle))
      const left = await handlesLeft(open)
      // What some have left open is not told of the others.
      if (left.length > 0) open = openHandles()
      for (const report of reports) {
        const faults = [...report.faults, ...left]
        if (faults.length > 0) faulty.push({ ...report, faults })
        note({ ...report, faults })
      }
      const isQuarter = heapAtQuarter === Infinity && from - first >= count / 4
      if (isQuarter) heapAtQuarter = heapInUse()
    }

    const growth = heapInUse() - heapAtQuarter
    expect(faulty.map(story).join('\n')).toBe('')
    expect(growth).toBeLessThanOrEqual(mostGrowth)
  },
  120_000 + count * 45_000,
)

function note({ timeline: _, ...report }: LifecycleReport): void {
  if (journal !== undefined) appendFileSync(journal, `${JSON.stringify(report)}\n`)
}

/** How many of each kind are open. */
function openHandles(): ReadonlyMap<string, number> {
  const all = process.getActiveResourcesInfo()
  return new Map(all.map((kind) => [kind, all.filter((other) => other === kind).length]))
}

/** What is open that was not before, once it has had the time to close. */
async function handlesLeft(before: ReadonlyMap<string, number>): Promise<readonly string[]> {
  const more = () => [...openHandles()].filter(([kind, number]) => number > (before.get(kind) ?? 0))
  await pollUntil(more, (left) => left.length === 0, {
    what: 'every handle to be closed',
    timeoutMs: 2_000,
  }).catch(() => undefined)
  return more().map(([kind, number]) => `left open: ${number} ${kind}, ${before.get(kind)} before`)
}

function story({ plan, faults, timeline }: LifecycleReport): string {
  const again = `SIM_SEED=${plan.seed} jest test/lifecycles`
  return [`${again}:`, ...faults, JSON.stringify(plan, undefined, 1), timeline].join('\n')
}
