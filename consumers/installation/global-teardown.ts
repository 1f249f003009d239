import { rmSync } from 'node:fs'

export default function globalTeardown(): void {
  const folder = process.env['SIM_CONSUMERS_FOLDER']
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
}
