import type { ConfiguredOptions } from './check-options.ts'
import type { HostSettings } from './simulator-host.ts'

/**
 * Checks the configuration, and builds what it names unless that was done in this run.
 *
 * What checks and builds is loaded only where there is a configuration. Rejects with `ERR_INVALID_OPTIONS` or
 * `ERR_BUILD_FAILED`.
 */
export async function prepare(
  places: ConfiguredOptions,
  rootFolder: string,
): Promise<HostSettings> {
  if (Object.values(places).every((options) => options === undefined)) return {}
  const { checkPresetOptions } = await import('./check-options.ts')
  const { ensureBuilt } = await import('./build.ts')
  const { resolvePaths } = await import('./resolve-paths.ts')
  const settings = checkPresetOptions(places)
  await ensureBuilt(settings.build, rootFolder)
  return { ...settings, simulator: resolvePaths(settings.simulator, rootFolder) }
}
