import { expect, test } from '@jest/globals'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { env } from 'node:process'
import { failures } from '../telemetry/timelines/failures.ts'
import { normalised } from '../telemetry/timelines/normalised.ts'
import { successes } from '../telemetry/timelines/successes.ts'
import { run, type Timeline } from '../telemetry/timelines/timeline.ts'

const folder = new URL('../telemetry/golden/', import.meta.url)
const isWriting = env['SIM_WRITE_GOLDEN'] === '1'
const timelines = [...successes, ...failures]
const fileOf = (name: string): URL => new URL(`${name}.json`, folder)

/** What each observer of a timeline got. */
async function seen(timeline: Timeline): Promise<Record<string, unknown>> {
  const isExact = timeline.cast(() => ['stay']).options?.time === 'manual'
  const found: Record<string, unknown> = {}
  for (const observer of timeline.observers) {
    found[observer] = normalised(await run(timeline, observer), isExact)
  }
  return found
}

test.each(timelines.map((timeline) => [timeline.name, timeline] as const))(
  '%s is told as its golden file says (SIM_WRITE_GOLDEN=1 writes it)',
  async (name, timeline) => {
    const found = await seen(timeline)

    if (isWriting) writeFileSync(fileOf(name), `${JSON.stringify(found, undefined, 2)}\n`)
    expect(existsSync(fileOf(name))).toBe(true)
    expect(found).toEqual(JSON.parse(readFileSync(fileOf(name), 'utf8')))
  },
)

test('every golden file is that of a timeline', () => {
  const files = readdirSync(folder).map((name) => name.replace(/\.json$/, ''))

  expect(files.sort()).toEqual(timelines.map(({ name }) => name).sort())
})
