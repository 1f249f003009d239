import { expect, test } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { runtime } from '../programs.ts'

/** What both kinds of processes get. */
async function variables(options: SimulatorOptions) {
  await using simulator = await Simulator.start({ initialize: 'on-invoke', ...options })
  return {
    runtime: simulator.environmentFor('runtime'),
    extension: simulator.environmentFor('extension'),
  }
}

const reserved = [
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]
const ofTheRuntime = [
  '_HANDLER',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]
const open = ['TZ', 'LANG', 'PATH', 'LD_LIBRARY_PATH', 'STAGE']
const tracing = [
  'AWS_XRAY_CONTEXT_MISSING',
  'AWS_XRAY_DAEMON_ADDRESS',
  '_AWS_XRAY_DAEMON_ADDRESS',
  '_AWS_XRAY_DAEMON_PORT',
]
const mine = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'mine']))

test.each(reserved)('the platform’s %s wins over the function’s, for everybody', async (name) => {
  const { runtime: forRuntime, extension } = await variables({ environment: mine([name]) })

  expect(forRuntime[name]).not.toBe('mine')
  expect(extension[name]).toBe(forRuntime[name])
})

test.each(ofTheRuntime)('%s is the platform’s, and no extension sees it', async (name) => {
  const { runtime: forRuntime, extension } = await variables({ environment: mine([name]) })

  expect(forRuntime[name]).toEqual(expect.any(String))
  expect(forRuntime[name]).not.toBe('mine')
  expect(extension).not.toHaveProperty(name)
})

test.each(open)('a function may choose its %s, and extensions see it', async (name) => {
  const { runtime: forRuntime, extension } = await variables({ environment: mine([name]) })

  expect([forRuntime[name], extension[name]]).toEqual(['mine', 'mine'])
})

test.each([...tracing, '_MINE'])(
  'a function may choose its %s, which no extension sees',
  async (name) => {
    const { runtime: forRuntime, extension } = await variables({ environment: mine([name]) })

    expect(forRuntime[name]).toBe('mine')
    expect(extension).not.toHaveProperty(name)
  },
)

test('keys without a session token leave none', async () => {
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }

  const { runtime: forRuntime, extension } = await variables({ credentials })

  for (const found of [forRuntime, extension]) {
    expect(found).toMatchObject({ AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' })
    expect(found).not.toHaveProperty('AWS_SESSION_TOKEN')
  }
})

test('a process of keys without a session token gets none either', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('prints-environment'),
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
  })

  const invocation = await simulator.invoke({})

  expect(invocation.json()).toEqual({
    ...simulator.environmentFor('runtime'),
    _LAMBDA_TELEMETRY_LOG_FD: '3',
  })
})

test('the root of a function in a relative directory is absolute', async () => {
  const { runtime: forRuntime } = await variables({ functionDirectory: 'test' })

  expect(forRuntime['LAMBDA_TASK_ROOT']).toBe(`${process.cwd()}/test`)
  expect(forRuntime['LD_LIBRARY_PATH']).toContain(`:${process.cwd()}/test:`)
})
