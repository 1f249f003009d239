import { expect, test } from '@jest/globals'
import { localSandbox } from '@sim/simulator'
import { emulatedSandbox } from '../../src/rie/emulated-sandbox.ts'

test('processes of the emulator get no log descriptor', () => {
  expect(localSandbox().passesDescriptors).toBe(true)
  expect(emulatedSandbox(localSandbox(), {}, undefined).passesDescriptors).toBe(false)
})
