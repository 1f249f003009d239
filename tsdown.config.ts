import { defineConfig, type UserConfig } from 'tsdown'

/** What every published package is built with: two formats and their declarations from one source. */
export const base: UserConfig = {
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node22',
  dts: true,
  sourcemap: true,
  shims: true,
  deps: { onlyBundle: [] },
  publint: true,
  attw: { profile: 'node16' },
}

export default defineConfig(base)
