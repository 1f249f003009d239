import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Coloured on a terminal, plain in a pipe or with NO_COLOR. */
const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout })

/** What the demo shows, and whether all of it happened. */
export class Screen {
  #failures = 0
  #part = 0

  /** How much of what was shown did not happen. */
  get failures(): number {
    return this.#failures
  }

  title(text: string): void {
    this.line(paint('bold', text))
  }

  /** A chapter of the story. */
  part(text: string): void {
    this.#part += 1
    this.line(`\n${paint(['bold', 'cyan'], `${this.#part}  ${text}`)}`)
  }

  heading(text: string): void {
    this.line(`\n${paint(['bold', 'cyan'], text)}`)
  }

  /** A statement that must be true. */
  check(holds: boolean, text: string): void {
    if (!holds) this.#failures += 1
    this.line(`   ${holds ? paint('green', '✓') : paint('red', '✗')} ${text}`)
  }

  /** A detail under what was just said. */
  note(text: string): void {
    this.line(`     ${paint('dim', text)}`)
  }

  /** Columns, the first one to the left, the others to the right. */
  table(rows: readonly (readonly string[])[]): void {
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    )
    rows.forEach((row, index) => {
      const text = row
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('   ')
      this.line(`   ${index === 0 ? paint('dim', text) : text}`)
    })
  }

  line(text: string): void {
    process.stdout.write(`${text}\n`)
  }
}
