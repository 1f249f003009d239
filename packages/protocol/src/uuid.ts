const dashed = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const bare = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/

/**
 * The canonical lower-case spelling of a UUID, or `undefined` if it is none.
 *
 * Reads the four spellings that the platform's parser reads, in any letter case: dashed, bare hex,
 * `{dashed}` and `urn:uuid:dashed`. Captured from the emulator core.
 */
export function parseUuid(text: string): string | undefined {
  const lower = text.toLowerCase()
  const inner = /^(?:urn:uuid:(.*)|\{(.*)\})$/s.exec(lower)
  const candidate = inner?.[1] ?? inner?.[2] ?? lower
  if (dashed.test(candidate)) return candidate
  const groups = inner === null ? bare.exec(lower) : null
  return groups?.slice(1).join('-')
}
