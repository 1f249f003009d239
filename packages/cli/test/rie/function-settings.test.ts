import { expect, test } from '@jest/globals'
import { functionSettings } from '../../src/rie/function-settings.ts'

test("without variables the function is the emulator's", () => {
  const { options, timeoutSeconds, warnings } = functionSettings({}, undefined)

  expect(options).toEqual({
    functionName: 'test_function',
    functionVersion: undefined,
    handler: '',
    memorySizeMb: 3008,
    timeoutMs: 300_000,
    region: undefined,
    accountId: '012345678912',
  })
  expect({ timeoutSeconds, warnings }).toEqual({ timeoutSeconds: 300, warnings: [] })
})

test('variables say otherwise', () => {
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'greeter',
    AWS_LAMBDA_FUNCTION_VERSION: '7',
    AWS_LAMBDA_FUNCTION_TIMEOUT: '2',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_REGION: 'eu-west-1',
  }

  expect(functionSettings(env, 'app.main')).toEqual({
    options: {
      functionName: 'greeter',
      functionVersion: '7',
      handler: '',
      memorySizeMb: 128,
      timeoutMs: 2_000,
      region: 'eu-west-1',
      accountId: '012345678912',
    },
    handler: 'app.main',
    timeoutSeconds: 2,
    warnings: [],
  })
})

test.each([
  { env: {}, handler: 'of.arguments', told: '' },
  { env: { _HANDLER: 'of.variable' }, handler: 'of.variable', told: 'of.variable' },
  {
    env: { _HANDLER: 'of.variable', AWS_LAMBDA_FUNCTION_HANDLER: 'of.function' },
    handler: 'of.function',
    told: 'of.function',
  },
  { env: { _HANDLER: '', AWS_LAMBDA_FUNCTION_HANDLER: '' }, handler: 'of.arguments', told: '' },
])('with $env the handler is $handler, and extensions hear of "$told"', (one) => {
  const { handler, options } = functionSettings(one.env, 'of.arguments')

  expect({ handler, told: options.handler }).toEqual({ handler: one.handler, told: one.told })
})

test('the region has a second name', () => {
  expect(functionSettings({ AWS_DEFAULT_REGION: 'sa-east-1' }, '').options.region).toBe('sa-east-1')
})

test.each([
  {
    env: { AWS_LAMBDA_FUNCTION_TIMEOUT: '0' },
    message: 'AWS_LAMBDA_FUNCTION_TIMEOUT must be a whole number of seconds, at least 1, found "0"',
  },
  {
    env: { AWS_LAMBDA_FUNCTION_TIMEOUT: '3s' },
    message:
      'AWS_LAMBDA_FUNCTION_TIMEOUT must be a whole number of seconds, at least 1, found "3s"',
  },
  {
    env: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '10241' },
    message:
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE must be a whole number of MB, 128 to 10240, found "10241"',
  },
  {
    env: { AWS_LAMBDA_FUNCTION_NAME: 'no spaces' },
    message:
      'AWS_LAMBDA_FUNCTION_NAME must be 1 to 64 letters, digits, hyphens and underscores, found "no spaces"',
  },
])('$env is refused', ({ env, message }) => {
  expect(() => functionSettings(env, '')).toThrow(
    expect.objectContaining({ code: 'ERR_USAGE', message }),
  )
})

test('a time-out may be longer than Lambda allows', () => {
  const { options, timeoutSeconds, warnings } = functionSettings(
    { AWS_LAMBDA_FUNCTION_TIMEOUT: '86400' },
    '',
  )

  expect({ timeoutMs: options.timeoutMs, timeoutSeconds, warnings }).toEqual({
    timeoutMs: 86_400_000,
    timeoutSeconds: 86_400,
    warnings: [],
  })
})

test('a time-out that no timer can hold is the longest that one can, with a warning', () => {
  const { options, timeoutSeconds, warnings } = functionSettings(
    { AWS_LAMBDA_FUNCTION_TIMEOUT: '2147484' },
    '',
  )

  expect({ timeoutMs: options.timeoutMs, timeoutSeconds }).toEqual({
    timeoutMs: 2_147_483_000,
    timeoutSeconds: 2_147_483,
  })
  expect(warnings).toEqual([
    'AWS_LAMBDA_FUNCTION_TIMEOUT is 2147484 seconds, the limit of 2147483 is used',
  ])
})
