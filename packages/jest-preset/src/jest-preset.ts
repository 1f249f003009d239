import { fileURLToPath } from 'node:url'

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** What `preset: '@sim/jest-preset'` stands for. */
const preset = {
  globalSetup: at('./global-setup.cjs'),
  globalTeardown: at('./global-teardown.cjs'),
  testEnvironment: at('./environment.cjs'),
  setupFilesAfterEnv: [at('./setup.cjs')],
}

// oxlint-disable-next-line import/no-default-export -- Jest takes a preset from there
export default preset
