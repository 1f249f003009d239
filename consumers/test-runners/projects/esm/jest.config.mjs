export default {
  preset: '@sim/jest-preset',
  displayName: 'esm',
  transform: {},
  globals: { lambdaSim: { simulator: { functionDirectory: 'functions/hello' } } },
}
