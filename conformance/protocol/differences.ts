import type { HttpAnswer } from '../http/send.ts'
import type { CaseExpectation, ExpectedHeader } from './protocol-case.ts'

/** What became of the last step of a case: an answer, none yet, or a connection that ended without one. */
export type Observed = HttpAnswer | 'pending' | 'no response'

/** Every point in which what was seen is not what was expected, in words; empty if all is well. */
export function differences(expected: CaseExpectation, seen: Observed): string[] {
  if (expected.pending) return unequal('the answer', 'pending', outline(seen))
  if (expected.noResponse) return unequal('the answer', 'no response', outline(seen))
  if (typeof seen === 'string') return unequal('the answer', `status ${expected.status}`, seen)
  const { status, headers, body } = seen
  const text = body.toString('utf8')
  return [
    ...(expected.status === undefined ? [] : unequal('status', expected.status, status)),
    ...Object.entries(expected.headers ?? {}).flatMap(([name, value]) =>
      headerDifferences(name, value, headers[name.toLowerCase()]?.toString()),
    ),
    ...('bodyJson' in expected ? jsonDifferences(expected.bodyJson, text) : []),
    ...(expected.bodyText === undefined ? [] : unequal('body', expected.bodyText, text)),
    ...(expected.bodyLength === undefined
      ? []
      : unequal('bytes', expected.bodyLength, body.length)),
    ...(expected.bodyContains === undefined || text.includes(expected.bodyContains)
      ? []
      : unequal('body with', expected.bodyContains, text)),
  ]
}

function headerDifferences(
  name: string,
  expected: ExpectedHeader,
  seen: string | undefined,
): string[] {
  if (expected === null) return unequal(name, undefined, seen)
  if (typeof expected === 'string') return unequal(name, expected, seen)
  return matches(expected, seen) ? [] : unequal(name, expected.$regex, seen)
}

function jsonDifferences(expected: unknown, text: string): string[] {
  try {
    return valueDifferences('body', expected, JSON.parse(text))
  } catch {
    return unequal('body', 'JSON', text)
  }
}

function valueDifferences(at: string, expected: unknown, seen: unknown): string[] {
  if (typeof expected !== 'object' || expected === null) return unequal(at, expected, seen)
  if ('$regex' in expected) {
    return matches(expected as { $regex: string }, seen) ? [] : unequal(at, expected, seen)
  }
  if ('$type' in expected) return unequal(`type of ${at}`, expected.$type, typeof seen)
  if (typeof seen !== 'object' || seen === null) return unequal(at, expected, seen)
  const keys = new Set([...Object.keys(expected), ...Object.keys(seen)])
  return [...keys].flatMap((key) =>
    valueDifferences(
      `${at}.${key}`,
      (expected as Record<string, unknown>)[key],
      (seen as Record<string, unknown>)[key],
    ),
  )
}

function matches({ $regex }: { readonly $regex: string }, seen: unknown): boolean {
  return typeof seen === 'string' && new RegExp($regex).test(seen)
}

function unequal(at: string, expected: unknown, seen: unknown): string[] {
  return Object.is(expected, seen) ? [] : [`${at}: wanted ${show(expected)}, found ${show(seen)}`]
}

function outline(seen: Observed): string {
  return typeof seen === 'string' ? seen : `status ${seen.status}, ${seen.body.toString('utf8')}`
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}
