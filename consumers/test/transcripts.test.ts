import { expect, test } from '@jest/globals'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installedTarballs } from '../installation/installed.ts'
import { root } from '../installation/run.ts'
import { lacking } from '../transcripts/lacking.ts'
import { normalise } from '../transcripts/normalise.ts'
import { play } from '../transcripts/play.ts'
import { needsOf, readTranscript, withOutputs } from '../transcripts/transcript.ts'

const folder = join(root, 'docs', 'transcripts')
const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')

const missing = (name: string) => lacking(needsOf(readFileSync(join(folder, name), 'utf8')))
const played = pages.filter((name) => missing(name).length === 0)
const others = pages.filter((name) => missing(name).length > 0)

for (const name of others) {
  const title = `${name} shows what a new user sees (needs ${missing(name).join(', ')})`
  const report = process.env['SIM_REQUIRE_ALL'] === '1' ? test : test.skip
  report(title, () => expect(missing(name)).toEqual([]))
}

test.each(played)('%s shows what a new user sees', async (name) => {
  const page = readFileSync(join(folder, name), 'utf8')
  const steps = readTranscript(page)
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'sim-transcript-')))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(home, { recursive: true, force: true }))

  const outputs = (await play(steps, home, installedTarballs)).map((output) =>
    output.replaceAll(home, '/home/you'),
  )

  if (process.env['SIM_WRITE_TRANSCRIPTS'] === '1') {
    writeFileSync(join(folder, name), withOutputs(page, outputs))
    return
  }
  const told = steps.filter((step) => step.kind === 'command')
  expect(told.length).toBeGreaterThan(0)
  expect(shown(told.map(({ command }, index) => [command, outputs[index] ?? '']))).toBe(
    shown(told.map(({ command, output }) => [command, output])),
  )
})

/** Commands and outputs as one text, so that a difference reads as the page does. */
function shown(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([command, output]) => `$ ${command}\n${normalise(output)}`).join('\n')
}
