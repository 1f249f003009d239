import { join } from 'node:path'

const swc = { '@swc/core': '1.16.22', '@swc/jest': '0.2.39' }

/** The test runners that users have, and what else is installed beside each. */
export const runners = {
  'jest-29': { jest: '29.7.0', '@types/jest': '29.5.14', ...swc },
  'jest-30': { jest: '30.5.2', '@types/jest': '30.0.0', ...swc },
  'vitest-5': { vitest: '5.1.0' },
} as const

/** The name of a runner with its major version. */
export type Runner = keyof typeof runners

/** Where a runner is installed, below the folder of all installations. */
export const runnerFolder = (folder: string, runner: Runner) => join(folder, 'runners', runner)
