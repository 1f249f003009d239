import { expect, test } from '@jest/globals'
import { isManagedRie, managedSettings } from '../../../src/rie/managed/managed-settings.ts'

test.each(['', '0', 'many', '4'])('the variable makes the difference, be it %p', (value) => {
  expect(isManagedRie({ AWS_LAMBDA_MAX_CONCURRENCY: value })).toBe(true)
})

test('without it the emulator is the classic one', () => {
  expect(isManagedRie({ AWS_LAMBDA_FUNCTION_TIMEOUT: '3' })).toBe(false)
})

test('the function is that of the emulator for managed instances, and has all variables', () => {
  const { options } = managedSettings(
    { AWS_LAMBDA_FUNCTION_TIMEOUT: '7', OWN: '1', UNSET: undefined },
    'app.handler',
  )

  expect(options).toMatchObject({
    functionName: 'test_function',
    handler: 'app.handler',
    initializationType: 'lambda-managed-instances',
    timeoutMs: 7_000,
    initTimeoutMs: 7_000,
    region: 'us-east-1',
    accountId: '123456789012',
    environment: { AWS_LAMBDA_FUNCTION_TIMEOUT: '7', OWN: '1' },
  })
})
