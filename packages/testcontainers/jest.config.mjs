import { env } from 'node:process'
import base from '../../jest.config.base.mjs'
import { missingEngine } from './test/fixtures/missing-engine.mjs'

// Tests are defined synchronously: whether there is an engine must be known before.
env['SIM_TEST_ENGINE_MISSING'] = await missingEngine()

// Starting a container takes seconds on a busy machine.
export default { ...base, testTimeout: 60_000 }
