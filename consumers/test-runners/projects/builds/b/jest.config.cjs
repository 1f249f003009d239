module.exports = {
  preset: '@sim/jest-preset',
  displayName: 'builds',
  rootDir: __dirname,
  globals: {
    lambdaSim: {
      simulator: { functionDirectory: '../built' },
      build: [{ command: 'node build.cjs', cwd: '..' }],
    },
  },
}
