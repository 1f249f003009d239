import { Log, waitFor } from '@sim/core'
import { OsProcess, type OutputLine, type SpawnOptions } from '@sim/process'
import process from 'node:process'

/** The path of a program in `fixtures/`. */
export const fixture = (name: string): string => `${import.meta.dirname}/fixtures/${name}.mjs`

/** A fixture that runs, and what it wrote so far. */
export interface RunningFixture extends AsyncDisposable {
  readonly process: OsProcess
  readonly lines: Log<OutputLine>
  /** Resolves with the text of the first line that stands in `lines`. */
  firstLine(): Promise<string>
}

/** Runs a program of `fixtures/` without any environment. */
export async function runFixture(
  name: string,
  args: readonly string[] = [],
  options: Partial<SpawnOptions> = {},
): Promise<RunningFixture> {
  const lines = new Log<OutputLine>()
  const running = await OsProcess.spawn({
    name,
    command: process.execPath,
    args: [fixture(name), ...args],
    env: {},
    onOutput: (line) => lines.append(line),
    ...options,
  })
  const firstLine = async () => {
    const what = `the first line of ${name}`
    await waitFor(lines, () => lines.size > 0, { what, timeoutMs: 15_000 })
    return (lines.entries()[0] as OutputLine).text
  }
  return {
    process: running,
    lines,
    firstLine,
    async [Symbol.asyncDispose]() {
      await running.kill()
    },
  }
}

/** What one stream said, a line a string. */
export const texts = (lines: Log<OutputLine>, stream: OutputLine['stream'] = 'stdout'): string[] =>
  lines
    .entries()
    .filter((line) => line.stream === stream)
    .map((line) => line.text)
