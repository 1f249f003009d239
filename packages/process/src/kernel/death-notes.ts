import type { ProcessLog, ProcessLogFields } from './events.ts'
import { describeReason, type ExitReason } from './exit-reason.ts'

const hint = ' (log at level debug to see why)'

/** Tells of an end in Lunatic's words: a warning for a failure or a kill, nothing for an end that was expected. */
export function noteDeath(
  log: ProcessLog | undefined,
  number: number,
  fields: ProcessLogFields & { readonly reason: ExitReason; readonly links: number },
): void {
  const text = deathText(fields.reason)
  if (log === undefined || text === undefined) return
  const { names, reason, links } = fields
  const who = names.length === 0 ? number : names.map((name) => `'${name}'`).join(' / ')
  const isTold = reason.kind !== 'failure' || log.debug !== undefined
  log.warn?.(`Process ${who} ${text}, notifying: ${links} links${isTold ? '' : hint}`, fields)
  if (reason.kind === 'failure') log.debug?.(describeReason(reason), fields)
}

function deathText(reason: ExitReason): string | undefined {
  if (reason.kind === 'failure') return 'failed'
  if (reason.kind === 'killed') return 'was killed'
  return reason.kind === 'linked' ? `was killed by its link to ${reason.from}` : undefined
}
