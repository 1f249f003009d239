import { expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { invocation, serve } from './serve.ts'

test.each(['response', 'error'] as const)(
  'a %s that echoes another delivery is refused; its own, or none, is taken',
  async (what) => {
    await using api = await serve()
    const invocationId = randomUUID()
    const answers: number[] = []
    const polled: (string | null)[] = []
    for (const echoed of [invocationId, undefined]) {
      const given = invocation({ invocationId })
      const { answered } = api.session.deliver(given)
      const event = await api.call('GET', 'invocation/next')
      polled.push(event.headers.get('lambda-runtime-invocation-id'))
      const post = (id?: string) =>
        api.call('POST', `invocation/${given.requestId}/${what}`, {
          body: '{}',
          headers: id === undefined ? {} : { 'Lambda-Runtime-Invocation-Id': id },
        } as RequestInit)
      answers.push((await post(randomUUID())).status, (await post(echoed)).status)
      await answered
      api.session.release()
    }

    expect(polled).toEqual([invocationId, invocationId])
    expect(answers).toEqual([410, 202, 410, 202])
    expect(api.refused).toEqual(['InvokeTimeout', 'InvokeTimeout'])
  },
)

test('where deliveries are not numbered, whatever is echoed is taken', async () => {
  await using api = await serve()
  const given = invocation()
  api.session.deliver(given)
  const event = await api.call('GET', 'invocation/next')

  const response = await api.call('POST', `invocation/${given.requestId}/response`, {
    body: '{}',
    headers: { 'Lambda-Runtime-Invocation-Id': 'any' },
  } as RequestInit)

  expect(event.headers.has('lambda-runtime-invocation-id')).toBe(false)
  expect(response.status).toBe(202)
})
