import { Log, waitFor } from '@sim/core'
import type { OutputLine, ProcessHandle, Spawner, WasmBody, WasmProcessOptions } from '@sim/process'
import { soon } from '../seed/patience.ts'

/** A module of WebAssembly that runs, and what it has written so far. */
export interface RunningGuest {
  readonly handle: ProcessHandle<number, WasmBody>
  readonly lines: Log<OutputLine>
  /** Resolves when there is a line with this text. */
  says(text: string): Promise<void>
  /** All that it has written to stdout. */
  readonly text: string
}

/** Runs a module and listens to it. */
export async function runGuest(
  by: Spawner,
  module: Uint8Array,
  options: WasmProcessOptions = {},
): Promise<RunningGuest> {
  const lines = new Log<OutputLine>()
  const handle = await by.spawnWasm(module, {
    onOutput: (line) => lines.append(line),
    ...options,
  })
  return {
    handle,
    lines,
    get text() {
      return lines
        .entries()
        .map(({ text, terminated }) => text + (terminated ? '\n' : ''))
        .join('')
    },
    async says(wanted) {
      const isSaid = () => lines.entries().some(({ text }) => text === wanted)
      await waitFor(lines, isSaid, { what: `the guest to say ${wanted}`, ...soon })
    },
  }
}
