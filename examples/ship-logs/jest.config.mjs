/** All that Jest needs to know: the preset, and how TypeScript is read. */
export default {
  preset: '@sim/jest-preset',
  transform: { '^.+\\.ts$': ['@swc/jest', { module: { type: 'commonjs' } }] },
}
