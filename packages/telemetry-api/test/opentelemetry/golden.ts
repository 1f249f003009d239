import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What was agreed on, from a file beside this one. `SIM_WRITE_GOLDEN=1` agrees on what there is now. */
export function golden(name: string, now: unknown): unknown {
  const path = fileURLToPath(new URL(`golden/${name}.json`, import.meta.url))
  const isWanted = process.env['SIM_WRITE_GOLDEN'] === '1'
  if (isWanted) writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`)
  if (!existsSync(path)) throw new Error(`there is no ${path}: SIM_WRITE_GOLDEN=1 writes it`)
  return JSON.parse(readFileSync(path, 'utf8'))
}
