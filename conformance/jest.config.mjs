import base from '../jest.config.base.mjs'

/**
 * Protocol cases spend their time waiting, so some go side by side. Every wait has a limit of its own and says what
 * it waited for; a test's limit is only there for what has none.
 */
export default { ...base, maxConcurrency: 6, testTimeout: 60_000 }
