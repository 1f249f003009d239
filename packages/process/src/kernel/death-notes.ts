import type { ProcessLog, ProcessLogFields } from './events.ts'
import { describeReason, type ExitReason } from './exit-reason.ts'

const hint = ' (log at level debug to see why)'

/** Tells of an end in Lunatic's words: a warning for a failure or a kill, nothing for an end that was expected. */
export function noteDeath(
  log: ProcessLog | undefined,
  number: number,
  fields: ProcessLogFields & { readonly reason: ExitReason; readonly links: number },
): void {
  const { names, reason, links } = fields
  const who = `Process ${names.length === 0 ? number : names.map((name) => `'${name}'`).join(' / ')}`
  if (reason.kind === 'failure') {
    const seeAlso = log?.debug === undefined ? hint : ''
    log?.warn?.(`${who} failed, notifying: ${links} links${seeAlso}`, fields)
    log?.debug?.(describeReason(reason), fields)
  } else if (reason.kind === 'killed') {
    log?.warn?.(`${who} was killed, notifying: ${links} links`, fields)
  } else if (reason.kind === 'linked') {
    log?.warn?.(
      `${who} was killed by its link to ${reason.from}, notifying: ${links} links`,
      fields,
    )
  }
}
