import base from '../../jest.config.base.mjs'

/** Some tests start a dozen programs one after another: on a busy machine that takes its time. */
export default { ...base, testTimeout: 20_000 }
