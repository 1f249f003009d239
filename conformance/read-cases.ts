import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** All cases of one kind; each is told the area that its file is named after. */
export function readCases<T>(kind: 'processes' | 'protocol' | 'seed' | 'telemetry'): T[] {
  const folder = new URL(`./cases/${kind}/`, import.meta.url)
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const cases = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as object[]
      return cases.map((one) => ({ ...one, area: basename(file, '.json') }) as T)
    })
}
