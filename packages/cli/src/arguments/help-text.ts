import type { Option, Options } from './option.ts'

/** What `--help` is made of. */
export interface Help {
  /** What follows `Usage: lambda-sim `. */
  readonly usage: string
  readonly about: string
  /** What the words of the usage stand for. */
  readonly operands: readonly (readonly [name: string, meaning: string])[]
  readonly options: Options
  readonly examples: readonly string[]
}

/** No line of a help is longer. */
const width = 100

/** Writes a command's help, for a terminal of 100 columns. */
export function helpText({ usage, about, operands, options, examples }: Help): string {
  const flags = Object.entries(options).map(([name, option]) => [written(name, option), option])
  const rows: [string, string][] = flags.map(([flag, option]) => [
    flag as string,
    (option as Option).summary,
  ])
  const shown: [string, string][] = [...rows, ['--help', 'print this']]
  return [
    `Usage: lambda-sim ${usage}`,
    '',
    ...wrapped(about, width),
    '',
    ...table(operands),
    ...(operands.length > 0 ? [''] : []),
    'Options:',
    ...table(shown),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
    '',
  ].join('\n')
}

function written(name: string, option: Option): string {
  if (option.kind === 'switch') return option.on === true ? `--[no-]${name}` : `--${name}`
  return `--${name} ${option.placeholder}`
}

/** Two columns; long text goes on below itself. */
export function table(rows: readonly (readonly [string, string])[]): string[] {
  const first = Math.max(...rows.map(([left]) => left.length)) + 4
  return rows.flatMap(([left, right]) =>
    wrapped(right, width - first).map(
      (line, index) => `${(index === 0 ? `  ${left}` : '').padEnd(first)}${line}`,
    ),
  )
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
