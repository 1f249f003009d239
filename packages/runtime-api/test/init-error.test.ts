import { expect, test } from '@jest/globals'
import { invocation, serve } from './serve.ts'

test.each([
  ['{"errorMessage":"m"}', 'application/json'],
  ['plain text', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('an init error with the body %j is taken as %s', async (body, contentType) => {
  await using api = await serve()

  const response = await api.call('POST', 'init/error', {
    body,
    headers: { 'Lambda-Runtime-Function-Error-Type': 'Runtime.ImportModuleError' },
  })

  expect(response.status).toBe(202)
  expect(await response.json()).toEqual({ status: 'OK' })
  expect(api.events).toEqual([
    {
      type: 'init-error',
      report: { errorType: 'Runtime.ImportModuleError', body: Buffer.from(body), contentType },
    },
  ])
})

test('after an init error nothing more is allowed', async () => {
  await using api = await serve()
  await api.call('POST', 'init/error')

  const again = await api.call('POST', 'init/error')
  const next = await api.call('GET', 'invocation/next')

  expect(again.status).toBe(403)
  expect(await again.json()).toMatchObject({
    errorMessage: expect.stringContaining('from InitError to InitError failed'),
  })
  expect(await next.json()).toMatchObject({
    errorMessage: expect.stringContaining('from InitError to Ready failed'),
  })
})

test('a runtime that runs cannot report an init error', async () => {
  await using api = await serve()
  void api.session.deliver(invocation())
  await api.call('GET', 'invocation/next')

  const response = await api.call('POST', 'init/error')

  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({
    errorMessage: expect.stringContaining('from Running to InitError failed'),
  })
})
