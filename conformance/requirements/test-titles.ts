/** A title as it stands in a test file. */
export interface TestTitle {
  readonly text: string
  /** Parts of it are filled in when it runs. */
  readonly isTemplate: boolean
}

const text = String.raw`(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\x60(?:\\.|[^\x60\\])*\x60)`
const calls = new RegExp(
  [
    String.raw`^[ \t]*(?:(?:test|it)(?:\.concurrent)?|withBoth)\(\s*(?<plain>${text})`,
    String.raw`^[ \t]*(?:test|it)(?:\.concurrent)?\.each\b[\s\S]*?\)\(\s*(?<each>${text})`,
    String.raw`^[ \t]*seedCase\(\s*(?<id>${text}),\s*(?<story>${text})`,
    String.raw`^[ \t]*testWith\(\s*\w+,\s*(?<needy>${text})`,
  ].join('|'),
  'gm',
)

/** The titles of the tests that a file has, found in its text: what is always skipped is not among them. */
export function testTitles(source: string): TestTitle[] {
  return Array.from(source.matchAll(calls), ({ groups = {} }) => {
    const { plain, each, id, story, needy } = groups
    const literal = plain ?? each ?? needy ?? story ?? ''
    const title = unquoted(literal)
    return {
      text: id === undefined ? title : `${unquoted(id)} ${title}`,
      isTemplate: each !== undefined || (literal.startsWith('`') && title.includes('${')),
    }
  })
}

/** Whether a test of this title is what the citation means: the same words, or what a template comes to. */
export function isTitled({ text: title, isTemplate }: TestTitle, cited: string): boolean {
  if (title === cited) return true
  if (!isTemplate) return false
  const parts = title.split(/%[a-z#%]|\$\{[^}]*\}|\$\w+/)
  return new RegExp(`^${parts.map(escaped).join('[^]+')}$`).test(cited)
}

function escaped(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1')
}
