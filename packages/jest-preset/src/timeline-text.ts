import type { Simulator } from '@sim/simulator'

const widest = 200
const defaultLines = 60

/**
 * What happened in some environments, for a reader of a failure: the first lines, which tell what was started,
 * and the last ones, which tell what went wrong. Empty if there is nothing to tell.
 */
export function timelineText(simulators: readonly Simulator[], lines = defaultLines): string {
  if (lines === 0) return ''
  return simulators.map((simulator) => one(simulator, lines)).join('\n\n')
}

function one(simulator: Simulator, limit: number): string {
  const lines = simulator.timeline(Infinity).split('\n').map(shortened)
  const head = `Timeline of the Lambda environment (${simulator.settings.functionName}, now ${simulator.phase}):`
  return [head, ...cut(lines, limit)].join('\n')
}

function cut(lines: readonly string[], limit: number): readonly string[] {
  if (lines.length <= limit) return lines
  const first = Math.floor(limit / 6)
  const left = lines.length - limit
  const last = lines.slice(lines.length - (limit - first))
  return [...lines.slice(0, first), `      … ${left} lines left out …`, ...last]
}

function shortened(line: string): string {
  return line.length > widest ? `${line.slice(0, widest)}…` : line
}
