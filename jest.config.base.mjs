/** What every package's tests run with: TypeScript sources as they are, packages resolved to source. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@sim/source', 'node', 'node-addons'] },
  // A busy machine takes long to start processes; what must not take long has a limit of its own.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.[mc]?ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', explicitResourceManagement: true },
          target: 'esnext',
        },
        module: { type: 'commonjs' },
      },
    ],
  },
}
