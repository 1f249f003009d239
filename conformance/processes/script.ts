import { Log, waitFor } from '@sim/core'
import type { OsBody, OsOptions, OutputLine, ProcessHandle, Spawner } from '@sim/process'
import { soon } from '../seed/patience.ts'

/** A shell script that runs, and what it has written so far. */
export interface RunningScript {
  readonly handle: ProcessHandle<void, OsBody>
  readonly osPid: number
  readonly lines: Log<OutputLine>
  /** Resolves with the text of the first line that matches. */
  says(pattern: RegExp): Promise<string>
}

/** A program that does nothing until it is ended. */
export const sleeps = script('exec sleep 1000')

/** A shell script as a program. Of the host it has the way to other programs, and nothing else. */
export function script(text: string, options: Partial<OsOptions> = {}): OsOptions {
  return { command: '/bin/sh', args: ['-c', text], env: { PATH: '/usr/bin:/bin' }, ...options }
}

/** Runs a shell script and listens to it. */
export async function runScript(
  by: Spawner,
  text: string,
  options: Partial<OsOptions> = {},
): Promise<RunningScript> {
  const lines = new Log<OutputLine>()
  const handle = await by.spawnOs(
    script(text, { onOutput: (line) => lines.append(line), ...options }),
  )
  const find = (pattern: RegExp) => lines.entries().find((line) => pattern.test(line.text))
  return {
    handle,
    osPid: handle.body.osPid,
    lines,
    async says(pattern) {
      await waitFor(lines, () => find(pattern) !== undefined, { what: `${pattern}`, ...soon })
      return (find(pattern) as OutputLine).text
    },
  }
}
