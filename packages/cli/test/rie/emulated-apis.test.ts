import { listen, readBody, type Middleware } from '@sim/protocol'
import { expect, test } from '@jest/globals'
import { once } from 'node:events'
import { request } from 'node:http'
import { emulatedApis, type EmulatedApisOptions } from '../../src/rie/emulated-apis.ts'

const plain: EmulatedApisOptions = { telemetry: false, extensionsDisabled: false }

/** What stands behind: it tells what it was asked, and of what it could know. */
const behind: Middleware = (ctx) => {
  ctx.body = `${ctx.method} ${ctx.path} ${ctx.get('Lambda-Extension-Accept-Feature')}`
}

async function ask(options: EmulatedApisOptions, method: string, path: string) {
  await using server = await listen([...emulatedApis(options), behind])
  const headers = { 'Lambda-Extension-Accept-Feature': 'accountId' }
  const response = await fetch(`${server.url}${path}`, { method, headers })
  return { status: response.status, text: await response.text() }
}

const notSupported = (api: string) => ({
  status: 202,
  text: `{"errorMessage":"${api} API is not supported","errorType":"${api}.NotSupported"}\n`,
})
const notFound = { status: 404, text: '404 page not found\n' }
const gone = { status: 404, text: '' }

test.each([
  { options: plain, call: 'PUT /2020-08-15/logs', answer: notSupported('Logs') },
  { options: plain, call: 'GET /2020-08-15/logs', answer: { status: 405, text: '' } },
  { options: plain, call: 'PUT /2022-07-01/telemetry', answer: notSupported('Telemetry') },
  { options: plain, call: 'POST /2022-07-01/telemetry', answer: { status: 405, text: '' } },
  { options: plain, call: 'PUT /2022-07-01/telemetry/', answer: notFound },
])('$call is answered with $answer', async ({ options, call, answer }) => {
  const [method = '', path = ''] = call.split(' ')

  expect(await ask(options, method, path)).toEqual(answer)
})

test.each([
  { options: plain, call: 'POST /2020-01-01/extension/register' },
  { options: plain, call: 'GET /2018-06-01/ping' },
  { options: { ...plain, telemetry: true }, call: 'PUT /2022-07-01/telemetry' },
  { options: { ...plain, telemetry: true }, call: 'PUT /2020-08-15/logs' },
  { options: { ...plain, extensionsDisabled: true }, call: 'GET /2018-06-01/ping' },
])('with $options $call gets through, and nobody asks for an account', async (one) => {
  const [method = '', path = ''] = one.call.split(' ')

  expect(await ask(one.options, method, path)).toEqual({ status: 200, text: `${one.call} ` })
})

test('trailers of an answer are not read', async () => {
  const read = Promise.withResolvers<unknown>()
  const reads: Middleware = async (ctx) => {
    const { bytes, trailers } = await readBody(ctx.req)
    read.resolve({ text: bytes.toString(), trailers })
    ctx.body = ''
  }
  await using server = await listen([...emulatedApis(plain), reads])

  const sent = request(server.url, { method: 'POST', headers: { Trailer: 'X-Error' } })
  sent.write('a part')
  sent.addTrailers({ 'X-Error': 'oh' })
  sent.end()
  await once(sent, 'response')

  expect(await read.promise).toEqual({ text: 'a part', trailers: {} })
})

test('a layer that keeps extensions off closes their API, and those of telemetry that are real', async () => {
  const off = { telemetry: true, extensionsDisabled: true }

  expect(await ask(off, 'POST', '/2020-01-01/extension/register')).toEqual(gone)
  expect(await ask(off, 'POST', '/2020-01-01/elsewhere')).toEqual(gone)
  expect(await ask(off, 'PUT', '/2022-07-01/telemetry')).toEqual(gone)
  expect(await ask(off, 'PUT', '/2020-08-15/logs')).toEqual(gone)
  const stubs = { ...off, telemetry: false }
  expect(await ask(stubs, 'PUT', '/2022-07-01/telemetry')).toEqual(notSupported('Telemetry'))
  expect(await ask(stubs, 'PUT', '/2020-08-15/logs')).toEqual(notSupported('Logs'))
})
