import { SimulatorError } from '@sim/core'
import type { Simulator } from '@sim/simulator'
import { pipeline } from 'node:stream/promises'
import type { ExportFile, ExportFiles } from './export-files.ts'

type Telemetry = Simulator['telemetry']

/**
 * Writes down all that telemetry tells, from now until the simulator is over: events as they come, traces at the end.
 *
 * What it returns resolves when everything is in its file, and may be called at the end: a file that cannot take it does not stop
 * the run. It rejects with `ERR_EXPORT_FAILED` then.
 */
export function exportRun(telemetry: Telemetry, files: ExportFiles): () => Promise<void> {
  const { telemetry: eventsFile, traces: tracesFile } = files
  const settled = Promise.all([
    eventsFile && failureOf(eventsFile, writeEvents(telemetry, eventsFile)),
    tracesFile && failureOf(tracesFile, writeTraces(telemetry, tracesFile)),
  ])
  return async () => {
    const failures = (await settled).filter((failure) => failure !== undefined)
    if (failures.length > 0) throw exportFailed(failures)
  }
}

async function writeEvents(telemetry: Telemetry, { handle }: ExportFile): Promise<void> {
  await pipeline(telemetry.lines(), handle.createWriteStream())
}

/** Of all events of the run, however few of them the journal keeps; lines have no part in a trace. */
async function writeTraces(telemetry: Telemetry, { handle }: ExportFile): Promise<void> {
  const events: ReturnType<Telemetry['events']> = []
  for await (const event of telemetry.follow()) {
    if (event.type.startsWith('platform.')) events.push(event)
  }
  await handle.writeFile(`${JSON.stringify(telemetry.traces(events))}\n`)
}

interface Failure {
  readonly path: string
  readonly cause: unknown
}

async function failureOf(
  { path }: ExportFile,
  writing: Promise<void>,
): Promise<Failure | undefined> {
  try {
    await writing
    return undefined
  } catch (cause) {
    return { path, cause }
  }
}

function exportFailed(failures: readonly Failure[]): SimulatorError<'ERR_EXPORT_FAILED'> {
  const texts = failures.map(({ path, cause }) => {
    return `${path}: ${cause instanceof Error ? cause.message : String(cause)}`
  })
  return new SimulatorError(
    'ERR_EXPORT_FAILED',
    `what the run told must fit into its files, found ${texts.join(', and ')}`,
    { cause: failures.length === 1 ? failures[0]?.cause : failures },
  )
}
