import type { PlatformReport } from '@sim/simulator'

/** `START …`, printed when the turn of an invocation has come. Core: `rie/handlers.go`. */
export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}\n`
}

/**
 * `END …` and `REPORT …`, printed when everybody is done with an invocation. Core: `rie/handlers.go`.
 *
 * `initDurationMs`: of an init that it had to wait for. Unlike the emulator this tells the memory that was
 * really used, where the kernel says it. Chosen.
 */
export function endLines(report: PlatformReport, initDurationMs: number | undefined): string {
  const { requestId, metrics } = report
  const { durationMs, memorySizeMB, maxMemoryUsedMB } = metrics
  const init =
    initDurationMs === undefined ? '' : `Init Duration: ${initDurationMs.toFixed(2)} ms\t`
  return (
    `END RequestId: ${requestId}\n` +
    `REPORT RequestId: ${requestId}\t${init}Duration: ${durationMs.toFixed(2)} ms\t` +
    `Billed Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${memorySizeMB} MB\t` +
    `Max Memory Used: ${maxMemoryUsedMB || memorySizeMB} MB\t\n`
  )
}
