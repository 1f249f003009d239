import { expect, test } from '@jest/globals'
import { answerAccepted, ApiRouter, listen, RefusalError } from '@sim/protocol'

const no = { status: 403, errorType: 'No.Way', errorMessage: 'a < b & c' }

const serve = () =>
  listen(
    new ApiRouter('/2018-06-01')
      .get('/ping', (ctx) => {
        ctx.body = 'pong'
      })
      .post('/things/:id/say', (ctx) => {
        if (ctx.params['id'] === 'no') throw new RefusalError(no)
        answerAccepted(ctx)
      })
      .get('/broken', () => {
        throw new Error('a bug')
      })
      .middleware(),
  )

test.each(['/', '/2018-06-01/ping/', '/2018-06-01/PING', '/2020-01-01/ping', '/2018-06-01//ping'])(
  '%s is not known',
  async (path) => {
    await using server = await serve()

    const response = await fetch(server.url + path)

    expect(response.status).toBe(404)
    expect(await response.text()).toBe('404 page not found\n')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  },
)

test.each(['HEAD', 'POST', 'DELETE'])('%s on a path that only has GET is 405', async (method) => {
  await using server = await serve()

  const response = await fetch(`${server.url}/2018-06-01/ping`, { method })

  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('GET')
  expect(response.headers.get('content-type')).toBeNull()
  expect(await response.text()).toBe('')
})

test('an accepted call is answered with a JSON object and a newline, without a charset', async () => {
  await using server = await serve()

  const response = await fetch(`${server.url}/2018-06-01/things/1/say`, { method: 'POST' })

  expect(response.status).toBe(202)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.text()).toBe('{"status":"OK"}\n')
})

test('a refusal is rendered with message before type, HTML-escaped', async () => {
  await using server = await serve()

  const response = await fetch(`${server.url}/2018-06-01/things/no/say`, { method: 'POST' })

  expect(response.status).toBe(403)
  expect(await response.text()).toBe(
    '{"errorMessage":"a \\u003c b \\u0026 c","errorType":"No.Way"}\n',
  )
})

test('a bug is answered with InternalServerError and told to onError', async () => {
  const errors: unknown[] = []
  await using server = await listen(
    new ApiRouter('/v')
      .get('/broken', () => {
        throw new Error('a bug')
      })
      .middleware(),
    { onError: (error) => errors.push(error) },
  )

  const response = await fetch(`${server.url}/v/broken`)

  expect(response.status).toBe(500)
  expect(await response.json()).toEqual({
    errorMessage: 'Internal Server Error',
    errorType: 'InternalServerError',
  })
  expect(errors).toEqual([expect.objectContaining({ message: 'a bug' })])
})
