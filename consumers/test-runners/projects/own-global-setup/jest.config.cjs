module.exports = {
  preset: '@sim/jest-preset',
  globalSetup: './global-setup.cjs',
  globalTeardown: './global-teardown.cjs',
  globals: {
    lambdaSim: {
      simulator: { functionDirectory: 'functions/hello' },
      build: [{ command: 'echo built >> log.txt' }],
    },
  },
}
