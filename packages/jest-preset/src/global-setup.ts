import { assertSupportedNode } from '@sim/core'
import { kernelPort } from '@sim/freeze'
import process from 'node:process'
import { lambdaSimOptions, type ProjectConfig } from './lambda-sim-options.ts'
import { prepare } from './prepare.ts'
import { makeRunDirectory } from './run-directory.ts'

export type { ProjectConfig } from './lambda-sim-options.ts'

/**
 * What happens once before the tests of a run: a place for what they start is made, and what is configured is
 * built. Call it in a global set-up of your own, which replaces ours.
 *
 * Of several projects Jest hands over one; the others build when their first test file begins. Warns with
 * `ERR_FREEZE_UNSUPPORTED_PLATFORM` where processes cannot be frozen. Rejects with `ERR_INVALID_OPTIONS`,
 * `ERR_BUILD_FAILED`, or `ERR_UNSUPPORTED_NODE`.
 */
export async function globalSetup(_globalConfig: unknown, project: ProjectConfig): Promise<void> {
  assertSupportedNode()
  warnWithoutFreeze()
  makeRunDirectory()
  await prepare(lambdaSimOptions(project), project.rootDir)
}

/** Says so where processes cannot be frozen. `platform` and `warn` are those of this process unless told otherwise. */
export function warnWithoutFreeze(
  platform: NodeJS.Platform = process.platform,
  warn = (message: string, options: NodeJS.EmitWarningOptions) =>
    process.emitWarning(message, options),
): void {
  if (kernelPort(platform).isSupported) return
  warn(
    `freezing needs SIGSTOP, which ${platform} does not have: simulators with freeze: 'process' will not start`,
    { type: 'SimulatorWarning', code: 'ERR_FREEZE_UNSUPPORTED_PLATFORM' },
  )
}

export default globalSetup
