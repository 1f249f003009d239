import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['@sim/jest-preset/vitest'],
    provide: {
      lambdaSim: { simulator: { functionDirectory: 'functions/hello', freeze: 'process' } },
    },
  },
})
