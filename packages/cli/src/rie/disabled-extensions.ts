import { existsSync } from 'node:fs'

/** A layer that holds this file keeps extensions off. Core: `extensions/extensions.go`. */
const switchFile = '/opt/disable-extensions-jwigqn8j'

/** Whether a layer keeps extensions off: none is started then, and none can register. */
export function extensionsDisabled(file: string = switchFile): boolean {
  return existsSync(file)
}
