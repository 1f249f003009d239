import base from '../jest.config.base.mjs'

/** One installation of the packed packages serves all test files. */
export default {
  ...base,
  globalSetup: '<rootDir>/installation/global-setup.ts',
  globalTeardown: '<rootDir>/installation/global-teardown.ts',
  testTimeout: 120_000,
}
