import { expect, test } from '@jest/globals'
import { listen, runtimeApi, RuntimeSession, type Middleware } from '@sim/runtime-api'
import { buffer } from 'node:stream/consumers'
import { invocation } from './serve.ts'

test('a body that a parser ahead of the API has read fails the invocation, and the runtime may go on', async () => {
  const errors: unknown[] = []
  const session = new RuntimeSession()
  const parser: Middleware = async (ctx, next) => {
    await buffer(ctx.req)
    await next()
  }
  await using server = await listen([parser, runtimeApi(session)], {
    onError: (error) => errors.push(error),
  })
  const given = invocation()
  const { answered } = session.deliver(given)
  await session.next(new AbortController().signal)

  const response = await fetch(
    `${server.url}/2018-06-01/runtime/invocation/${given.requestId}/response`,
    { method: 'POST', body: '{}' },
  )

  expect(response.status).toBe(500)
  expect(await answered).toMatchObject({ kind: 'error', errorType: 'Sandbox.Failure' })
  expect((await answered).body.toString()).toContain('mount the API ahead of any body parser')
  expect(session.state).toBe('RuntimeResponseSentState')
  expect(errors).toEqual([expect.objectContaining({ code: 'ERR_BODY_CONSUMED' })])
})
