import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** An extension to start: its file. */
export interface ExternalExtension {
  readonly command: string
}

/**
 * Whatever stands directly in the directory and is no directory itself, by name. None if it is not there.
 *
 * Core: `agents/agent.go`. What cannot be started fails the init, as on Lambda.
 */
export function externalExtensions(directory: string): readonly ExternalExtension[] {
  return entries(directory)
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => ({ command: join(directory, name) }))
    .sort((one, other) => (one.command < other.command ? -1 : 1))
}

function entries(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
