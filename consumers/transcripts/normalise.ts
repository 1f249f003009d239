const volatile: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z?/g, '<time>'],
  [/\d\d? \w{3} \d{4} \d\d:\d\d:\d\d,\d{3}/g, '<time>'],
  [/(node:internal\S+?):\d+:\d+/g, '$1'],
  [/(127\.0\.0\.1|localhost|0\.0\.0\.0):\d+/g, '$1:<port>'],
  [/\d+(\.\d+)? (ms|s|MB|min)\b/g, '<n> $2'],
  [/[+]\d+(\.\d+)?/g, '+<n>'],
  [/\(\d+(\.\d+)? ?(ms|s)\)/g, '(<n>)'],
  [/ \(<n> ms\)/g, ''],
  [/\b(pid|pids) \d+(, \d+)*/g, '$1 <pid>'],
  [/^\[\d+\] \d+$/gm, '[job] <pid>'],
  [/(added|changed|removed) \d+ packages? in \w+/g, '$1 <n> packages'],
  [/sim-transcript-\w+/g, 'sim-transcript'],
  [/, estimated <n> s/g, ''],
  [/ +/g, ' '],
  [/[ \t]+$/gm, ''],
]

/** Lines of a timeline. Which of two that happen at once comes first is chance. */
const timeline = /^ ?\+<n> s .*(?:\n ?\+<n> s .*)*/gm

/** A terminal's text without what differs from one run to the next. */
export function normalise(text: string): string {
  return volatile
    .reduce((left, [pattern, name]) => left.replaceAll(pattern, name), text)
    .replaceAll(timeline, (lines) => lines.split('\n').toSorted().join('\n'))
    .trim()
}
