import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { runDirectory } from './run-directory.ts'

/** A process that was started for a test. */
export interface ProcessNote {
  readonly kind: 'process'
  readonly pid: number
  readonly startTime: string
  /** `runtime`, `extension otel`. */
  readonly what: string
  readonly testPath: string
}

/** An environment was opened or closed: whoever has its address in his variables belongs to it. */
export interface EnvironmentNote {
  readonly kind: 'opened' | 'closed'
  readonly runtimeApi: string
  /** Clock ticks since boot, as `/proc` tells when a process was started. */
  readonly ticks: number
  readonly testPath: string
}

/** What is worth remembering until the end of the run. */
export type Note = ProcessNote | EnvironmentNote

const prefix = 'notes-'

/** Writes a note that outlives this process. */
export function note(written: Note): void {
  appendFileSync(join(runDirectory(), `${prefix}${process.pid}`), `${JSON.stringify(written)}\n`)
}

/** Every note of this run. */
export function notes(): readonly Note[] {
  const directory = runDirectory()
  return readdirSync(directory)
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'))
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Note)
}
