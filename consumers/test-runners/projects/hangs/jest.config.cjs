module.exports = {
  preset: '@sim/jest-preset',
  testTimeout: 600_000,
  globals: {
    lambdaSim: {
      simulator: { functionDirectory: 'functions/hello', freeze: 'process', timeoutMs: 600_000 },
    },
  },
}
