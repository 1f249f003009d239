import type { MatcherContext, MatcherResult } from './matcher-context.ts'
import { message, refuse, type Call } from './message.ts'
import { isInvocation, isSimulator } from './observed.ts'
import { fits, isPlainObject, isRegExp, partially, type Matches } from './partial-equality.ts'
import { shortened } from './outcome.ts'
import type { LogFilter } from '../types/expected-outcomes.ts'

/** Judges what processes have printed so far. */
export function toHaveLogged(
  this: MatcherContext,
  received: unknown,
  line: unknown,
  filter: LogFilter = {},
): MatcherResult {
  const isFiltered = filter.source !== undefined || filter.stream !== undefined
  const args = isFiltered ? ['line', 'filter'] : ['line']
  const on = isInvocation(received) ? 'invocation' : 'simulator'
  const call: Call = { name: 'toHaveLogged', on, args }
  const all = linesOf(received)
  if (all === undefined) {
    const rule = 'received value must be a simulator or an invocation'
    return refuse(this, call, { rule, label: 'Received' }, received)
  }
  if (isInvocation(received) && filter.source === 'extension') {
    const rule =
      'an invocation only has the lines of its function: ask the simulator for those of extensions'
    return refuse(this, call, { rule, label: 'Expected' }, filter)
  }
  const matches = partially(this)
  const lines = all.filter((one) => isOf(one, filter))
  const hit = lines.find(({ text }) => isLine(text, line, matches))
  const { printExpected, printReceived } = this.utils
  const print = ({ source, stream, text }: Line) =>
    `  ${source} ${stream}: ${printReceived(shortened(text))}`
  return {
    pass: hit !== undefined,
    message: () =>
      message(this, call, [
        `Expected ${this.isNot === true ? 'no line' : 'a line'}${words(filter)}: ${printExpected(line)}`,
        ...(hit === undefined ? listed(lines, all, print) : ['Received:', print(hit)]),
      ]),
  }
}

interface Line {
  /** `function`, or `extension` and its name. */
  readonly source: string
  readonly stream: 'stdout' | 'stderr' | 'log'
  readonly text: string
}

function linesOf(received: unknown): readonly Line[] | undefined {
  if (isInvocation(received)) {
    return received.logs.map(({ stream, text }) => ({ source: 'function', stream, text }))
  }
  if (!isSimulator(received)) return undefined
  return received.journal.entries('process.output').map(({ role, name, stream, text }) => {
    return { source: role === 'runtime' ? 'function' : `extension ${name}`, stream, text }
  })
}

const isOf = (line: Line, { source, stream }: LogFilter) =>
  (source === undefined || line.source.startsWith(source)) &&
  (stream === undefined || line.stream === stream)

function isLine(text: string, expected: unknown, matches: Matches): boolean {
  if (typeof expected === 'string') return text.includes(expected)
  if (isRegExp(expected)) return fits(text, expected)
  if (!isPlainObject(expected) && matches(text, expected)) return true
  const json = jsonObject(text)
  return json !== undefined && matches(json, expected)
}

/** What a function prints that logs in JSON. */
function jsonObject(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const mostLines = 20

function listed(
  lines: readonly Line[],
  all: readonly Line[],
  print: (line: Line) => string,
): readonly string[] {
  if (lines.length === 0) {
    return [
      all.length === 0 ? 'Received: no lines' : 'Received: none of these, but',
      ...lastOf(all, print),
    ]
  }
  return ['Received:', ...lastOf(lines, print)]
}

function lastOf(lines: readonly Line[], print: (line: Line) => string): readonly string[] {
  const left = lines.length - mostLines
  return [...(left > 0 ? [`  (${left} lines before)`] : []), ...lines.slice(-mostLines).map(print)]
}

/** ` of an extension on stderr`. */
function words({ source, stream }: LogFilter): string {
  const whose =
    source === undefined ? '' : source === 'function' ? ' of the function' : ' of an extension'
  return `${whose}${stream === undefined ? '' : ` on ${stream}`}`
}
