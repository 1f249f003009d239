import { expect, test } from '@jest/globals'
import { processVariables } from '../../src/rie/process-variables.ts'

const facts = { handler: undefined, runtimeApi: '127.0.0.1:9001' }
const usual = {
  AWS_LAMBDA_FUNCTION_NAME: 'test_function',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3008',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Functions',
  AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_SESSION_TOKEN: '',
  AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
}

test.each(['runtime', 'extension'] as const)('of its own accord the %s has little', (role) => {
  expect(processVariables(role, {}, facts)).toEqual(usual)
})

test.each(['runtime', 'extension'] as const)(
  'the %s is told where credentials are, if so',
  (role) => {
    const container = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://there',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'a-token',
    }
    const env = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'of the host' }

    const variables = processVariables(role, env, { ...facts, container })

    const names = Object.keys(variables).filter((name) => /KEY|TOKEN|CREDENTIALS/.test(name))
    expect(names.sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    ])
    expect(variables).toMatchObject({ ...container, AWS_ACCESS_KEY_ID: 'AKIA' })
  },
)

test('the runtime has every variable of the emulator, but its own address and handler', () => {
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'greeter',
    AWS_LAMBDA_FUNCTION_VERSION: '',
    AWS_LAMBDA_RUNTIME_API: 'elsewhere',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LAMBDA_TASK_ROOT: '/work',
    _HANDLER: 'of.variable',
    TZ: ':UTC',
    GONE: undefined,
  }

  const variables = processVariables('runtime', env, { ...facts, handler: 'app.main' })

  const { GONE: _gone, ...defined } = env
  expect(variables).toEqual({
    ...usual,
    ...defined,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    _HANDLER: 'app.main',
  })
})

test('extensions do not see what begins with an underscore', () => {
  const env = { _HANDLER: 'a', _X: 'b', AWS_XRAY_CONTEXT_MISSING: 'c', LAMBDA_TASK_ROOT: '/work' }

  const variables = processVariables('extension', env, { ...facts, handler: 'app.main' })

  expect(variables).toEqual({ ...usual, LAMBDA_TASK_ROOT: '/work' })
})
