module.exports = {
  preset: '@sim/jest-preset',
  globalSetup: './global-setup.cjs',
  globals: { lambdaSim: { simulator: { functionDirectory: 'functions/hello' } } },
}
