import type { ConfiguredOptions } from './check-options.ts'

/** A part of the configuration of a project in Jest. */
export interface ProjectConfig {
  readonly rootDir: string
  readonly globals: Readonly<Record<string, unknown>>
  readonly testEnvironmentOptions: Readonly<Record<string, unknown>>
}

/**
 * Where `lambdaSim` stands in the configuration of Jest, each place under its name; later ones win.
 *
 * A preset's `testEnvironmentOptions` are replaced by the user's as a whole, its `globals` are merged; a
 * docblock's `@jest-environment-options` come as `testEnvironmentOptions`.
 */
export function lambdaSimOptions({
  globals,
  testEnvironmentOptions,
}: ProjectConfig): ConfiguredOptions {
  return {
    "Jest's globals.lambdaSim": globals['lambdaSim'],
    "Jest's testEnvironmentOptions.lambdaSim": testEnvironmentOptions['lambdaSim'],
  }
}
