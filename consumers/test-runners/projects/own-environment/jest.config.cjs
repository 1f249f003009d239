module.exports = {
  preset: '@sim/jest-preset',
  displayName: 'own-environment',
  testEnvironment: './environment.cjs',
  setupFilesAfterEnv: ['./own-setup.cjs'],
  testEnvironmentOptions: {
    lambdaSim: { simulator: { functionDirectory: 'functions/hello' }, timelineLines: 3 },
  },
}
