module.exports = {
  preset: '@sim/jest-preset',
  displayName: 'typescript',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  globals: { lambdaSim: { simulator: { functionDirectory: 'functions/hello' } } },
}
