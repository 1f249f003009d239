import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { matchers } from '../../src/matchers/matchers.ts'
import { cases, outcomeOfCase, type AnyExpect } from './cases.ts'

expect.extend(matchers)

const execute = promisify(execFile)
const { resolve } = createRequire(import.meta.url)

/** Runs the cases under Vitest, and returns what came of each. */
async function outcomesUnderVitest(): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'matchers-'))
  try {
    const outcomes = join(folder, 'outcomes.json')
    const vitest = join(resolve('vitest/package.json'), '../vitest.mjs')
    const root = fileURLToPath(new URL('vitest', import.meta.url))
    const env = { ...process.env, NODE_ENV: 'test', OUTCOMES: outcomes, CACHE: folder }
    await execute(process.execPath, [vitest, 'run', '--root', root], { env, timeout: 100_000 })
    return JSON.parse(await readFile(outcomes, 'utf8')) as unknown
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(stripVTControlCharacters(`${stdout}\n${stderr}`), { cause: error })
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('Vitest comes to the same results, and says the same of them', async () => {
  const here: Record<string, string> = {}
  for (const [name, run] of Object.entries(cases)) {
    here[name] = await outcomeOfCase(run, expect as unknown as AnyExpect)
  }

  const there = await outcomesUnderVitest()

  expect(there).toEqual(here)
}, 120_000)

test('of the cases these hold, and the others say why not', async () => {
  const held: string[] = []
  for (const [name, run] of Object.entries(cases)) {
    const outcome = await outcomeOfCase(run, expect as unknown as AnyExpect)
    if (outcome === 'holds') held.push(name)
    else expect(outcome).toMatch(/^expect\(/)
  }

  expect(held).toEqual([
    'an event by name',
    'an event by a part of its record',
    'an order of events',
    'an answer',
    'an error',
    'an error that should not be',
    'a line',
    'values that matchers stand for',
  ])
})
