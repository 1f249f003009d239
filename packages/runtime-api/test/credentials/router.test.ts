import { expect, test } from '@jest/globals'
import { listen } from '@sim/protocol'
import { credentialsApi, type RuntimeCredentials } from '@sim/runtime-api'

const token = '5f0c7c0e-6a5b-4d0a-9d53-6f1f3a1f7a11'
const credentials: RuntimeCredentials = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret/with&signs',
  sessionToken: 'session',
  expiration: new Date('2031-02-03T04:05:06.789Z'),
}

const serve = () =>
  listen(credentialsApi({ credentials: (given) => (given === token ? credentials : undefined) }))

test('whoever has the token gets the credentials, as text without a line end', async () => {
  await using server = await serve()

  const response = await fetch(`${server.url}/2021-04-23/credentials`, {
    headers: { Authorization: token },
  })

  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await response.text()).toBe(
    '{"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"secret/with&signs","Token":"session","Expiration":"2031-02-03T04:05:06.789Z"}',
  )
})

test.each([
  ['no token', {}],
  ['another token', { Authorization: 'other' }],
  ['the token in other letters', { Authorization: token.toUpperCase() }],
  ['the token with a scheme', { Authorization: `Bearer ${token}` }],
])('with %s there are none', async (_what, headers: Record<string, string>) => {
  await using server = await serve()

  const response = await fetch(`${server.url}/2021-04-23/credentials`, { headers })

  expect(response.status).toBe(404)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await response.text()).toBe('cannot get credentials for the provided token\n')
})

test('they can only be got', async () => {
  await using server = await serve()

  const response = await fetch(`${server.url}/2021-04-23/credentials`, { method: 'POST' })

  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('GET')
})
