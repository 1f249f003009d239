import { expect, test } from '@jest/globals'
import { runtime } from '../programs.ts'
import { startManaged } from './managed.ts'

test('processes are told what they are part of, and only the runtime how many at a time', async () => {
  await using simulator = await startManaged({ maxConcurrency: 7 })

  const [own, others] = [simulator.environmentFor('runtime'), simulator.environmentFor('extension')]

  for (const environment of [own, others]) {
    expect(environment).toMatchObject({
      AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
      AWS_LAMBDA_LOG_FORMAT: 'json',
      LANG: 'en_US.UTF-8',
      PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      LD_LIBRARY_PATH:
        '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
      TZ: ':UTC',
    })
  }
  expect(own).toMatchObject({
    AWS_LAMBDA_MAX_CONCURRENCY: '7',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    _AWS_XRAY_DAEMON_PORT: '2000',
    _HANDLER: 'index.handler',
  })
  expect(others).not.toHaveProperty('AWS_LAMBDA_MAX_CONCURRENCY')
  expect(others).not.toHaveProperty('AWS_XRAY_CONTEXT_MISSING')
})

test('unless it is said otherwise, 64 at a time', async () => {
  await using simulator = await startManaged()

  expect(simulator.environmentFor('runtime').AWS_LAMBDA_MAX_CONCURRENCY).toBe('64')
})

test("the function's own variables cannot take the platform's names, but for a few", async () => {
  const overridable = {
    AWS_LAMBDA_LOG_FORMAT: 'Text',
    AWS_LAMBDA_LOG_LEVEL: 'DEBUG',
    AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '1.2.3.4:5',
    LANG: 'C',
    LD_LIBRARY_PATH: '/lib',
    PATH: '/bin',
    TZ: 'Europe/Vienna',
  }
  await using simulator = await startManaged({
    environment: {
      ...overridable,
      OWN: '1',
      _OWN: '1',
      _AWS_XRAY_DAEMON_PORT: '3000',
      AWS_LAMBDA_MAX_CONCURRENCY: '1000',
      AWS_EXECUTION_ENV: 'mine',
      AWS_REGION: 'nowhere',
    },
  })

  const environment = simulator.environmentFor('runtime')

  expect(environment).toMatchObject({
    ...overridable,
    OWN: '1',
    _AWS_XRAY_DAEMON_PORT: '2000',
    AWS_LAMBDA_MAX_CONCURRENCY: '64',
    AWS_EXECUTION_ENV: 'AWS_Lambda_provided.al2023',
    AWS_REGION: 'us-east-1',
  })
  expect(environment).not.toHaveProperty('_OWN')
})

test('a process gets them for real', async () => {
  await using simulator = await startManaged({
    runtime: runtime('prints-environment'),
    environment: { OWN: '1', _OWN: '1' },
    maxConcurrency: 3,
  })

  const environment = (await simulator.invoke({})).json()

  expect(environment).toMatchObject({
    OWN: '1',
    AWS_LAMBDA_MAX_CONCURRENCY: '3',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
  })
  expect(environment).not.toHaveProperty('_OWN')
})
