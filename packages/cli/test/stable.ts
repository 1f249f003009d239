const replacements: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME'],
  [/\b\d+\.\d\d ms/g, 'N.NN ms'],
  [/Billed Duration: \d+ ms/g, 'Billed Duration: N ms'],
  [/Max Memory Used: \d+ MB/g, 'Max Memory Used: N MB'],
  [/ *\+\d+\.\d{3} s/g, '+N s'],
  [/in \d+\.\d ms/g, 'in N ms'],
  [/\bpids? [\d, ]*\d/g, 'pid N'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
]

/** A log without what differs from run to run. */
export function stable(log: string): string {
  return replacements.reduce((text, [pattern, name]) => text.replace(pattern, name), log)
}
