import { versions } from 'node:process'
import { SimulatorError } from './simulator-error.ts'

/** The oldest Node that these packages run on. */
const least = [22, 12] as const

/**
 * Throws `ERR_UNSUPPORTED_NODE` on a Node that is too old, before it fails in its own words.
 *
 * `version`: default that of this process.
 */
export function assertSupportedNode(version: string = versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > least[0] || (major === least[0] && minor >= least[1])) return
  throw new SimulatorError(
    'ERR_UNSUPPORTED_NODE',
    `Node ${least.join('.')} or newer is needed, found ${version}`,
  )
}
