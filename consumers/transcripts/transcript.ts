/** A file that the reader writes. */
export interface FileStep {
  readonly kind: 'file'
  readonly path: string
  readonly content: string
}

/** A command that the reader types, and what the terminal shows then. */
export interface CommandStep {
  readonly kind: 'command'
  readonly command: string
  readonly output: string
}

/** What a transcript tells, in order; prose is not among it. */
export type Step = FileStep | CommandStep

const block = /^(?:<!-- file: (?<path>\S+) -->\n\n?)?```(?<language>\w*)\n(?<body>[^]*?)^```$/gm

/**
 * Reads a page. A code block below `<!-- file: PATH -->` is a file; in a `console` block each line that begins
 * with `$ ` is a command, lines that begin with `> ` go on with it, and all others are its output.
 */
export function readTranscript(page: string): Step[] {
  return Array.from(page.matchAll(block)).flatMap(({ groups = {} }): Step[] => {
    const { path, language, body = '' } = groups
    if (path !== undefined) return [{ kind: 'file', path, content: body }]
    return language === 'console' ? commands(body) : []
  })
}

/** What a page says it needs beyond Node and npm: commands by name, files by path. */
export function needsOf(page: string): string[] {
  return /^<!-- needs: (.+) -->$/m.exec(page)?.[1]?.split(' ') ?? []
}

/** The same page with other outputs, one for each command. */
export function withOutputs(page: string, outputs: readonly string[]): string {
  let next = 0
  return page.replaceAll(block, (whole, ...rest) => {
    const { path, language, body } = rest.at(-1) as Record<string, string | undefined>
    if (path !== undefined || language !== 'console') return whole
    const shown = commands(body ?? '').map(({ command }) => {
      const [first = '', ...others] = command.split('\n')
      return [`$ ${first}`, ...others.map((line) => `> ${line}`), outputs[next++] ?? ''].join('\n')
    })
    return (
      '```console\n' +
      shown.map((text) => `${text.replace(/[ \t]+$/gm, '').trimEnd()}\n`).join('') +
      '```'
    )
  })
}

function commands(body: string): CommandStep[] {
  const steps: { command: string; output: string[] }[] = []
  for (const line of body.replace(/\n$/, '').split('\n')) {
    const last = steps.at(-1)
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: [] })
    else if (line.startsWith('> ') && last?.output.length === 0)
      last.command += `\n${line.slice(2)}`
    else last?.output.push(line)
  }
  return steps.map(({ command, output }) => ({
    kind: 'command',
    command,
    output: output.join('\n'),
  }))
}
