// Nothing here needs Testcontainers' own helper image: these containers end with the test by themselves.
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'

/** The preset for its matchers, and how TypeScript is read. */
export default {
  preset: '@sim/jest-preset',
  transform: { '^.+\\.ts$': ['@swc/jest', { module: { type: 'commonjs' } }] },
  testTimeout: 60_000,
}
