module.exports = {
  preset: '@sim/jest-preset',
  displayName: 'foreign-environment',
  testEnvironment: 'node',
  globals: {
    lambdaSim: {
      simulator: { functionDirectory: require('node:path').join(__dirname, 'functions/hello') },
    },
  },
}
