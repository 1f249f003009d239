module.exports = {
  preset: '@sim/jest-preset',
  displayName: 'cjs',
  globals: {
    lambdaSim: { simulator: { functionDirectory: 'functions/hello', freeze: 'process' } },
  },
}
