import { expect, test } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'

async function started(options: SimulatorOptions) {
  await using simulator = await Simulator.start({ initialize: 'on-invoke', ...options })
  return {
    settings: simulator.settings,
    runtime: simulator.environmentFor('runtime'),
    extension: simulator.environmentFor('extension'),
  }
}

test('text is the default, of which a runtime is told, but no level', async () => {
  const { settings, runtime, extension } = await started({})

  expect(settings).toMatchObject({
    logFormat: 'Text',
    applicationLogLevel: 'INFO',
    systemLogLevel: 'INFO',
  })
  for (const environment of [runtime, extension]) {
    expect(environment).toMatchObject({ AWS_LAMBDA_LOG_FORMAT: 'Text' })
    expect(environment).not.toHaveProperty('AWS_LAMBDA_LOG_LEVEL')
  }
})

test.each([
  [{}, 'INFO'],
  [{ applicationLogLevel: 'DEBUG' }, 'DEBUG'],
] as const)('with JSON and %j a runtime is told the level %s', async (levels, level) => {
  const { runtime } = await started({ logFormat: 'JSON', ...levels })

  expect(runtime).toMatchObject({ AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: level })
})

test('the function’s own variables win over those of the log options', async () => {
  const environment = { AWS_LAMBDA_LOG_FORMAT: 'mine', AWS_LAMBDA_LOG_LEVEL: 'also mine' }

  const { runtime } = await started({ logFormat: 'JSON', environment })

  expect(runtime).toMatchObject(environment)
})

test.each([
  [
    { applicationLogLevel: 'INFO' },
    "applicationLogLevel: needs logFormat 'JSON', found 'Text' with \"INFO\"",
  ],
  [
    { systemLogLevel: 'WARN' },
    "systemLogLevel: needs logFormat 'JSON', found 'Text' with \"WARN\"",
  ],
  [{ logFormat: 'Text', systemLogLevel: 'WARN' }, "systemLogLevel: needs logFormat 'JSON'"],
  [
    { logFormat: 'Text', initializationType: 'lambda-managed-instances' },
    "logFormat: a managed instance logs in 'JSON', found 'Text'",
  ],
  [{ logFormat: 'json' }, 'logFormat: invalid option: expected one of "Text"|"JSON", found "json"'],
  [{ logFormat: 'JSON', systemLogLevel: 'ERROR' }, 'systemLogLevel: invalid option'],
  [{ logFormat: 'JSON', applicationLogLevel: 'info' }, 'applicationLogLevel: invalid option'],
])('%j is refused, and the message names what is wrong', async (options, message) => {
  await expect(Simulator.start(options as SimulatorOptions)).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: expect.stringContaining(message),
  })
})

test('a managed instance logs in JSON', async () => {
  const { settings } = await started({
    initializationType: 'lambda-managed-instances',
    initialize: 'at-start',
  })

  expect(settings.logFormat).toBe('JSON')
})
