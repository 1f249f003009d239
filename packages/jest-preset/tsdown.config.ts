import { base } from '../../tsdown.config.ts'

export default {
  ...base,
  entry: {
    index: 'src/index.ts',
    'jest-preset': 'src/jest-preset.ts',
    environment: 'src/environment.ts',
    setup: 'src/setup.ts',
    'global-setup': 'src/global-setup.ts',
    'global-teardown': 'src/global-teardown.ts',
    'jest-globals': 'src/types/jest-globals.ts',
    jest: 'src/types/jest.ts',
    matchers: 'src/matchers/matchers.ts',
    vitest: 'src/vitest.ts',
  },
}
