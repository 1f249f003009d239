import { expect, test } from '@jest/globals'
import { answerJson, answerRefusal, answerText, listen, platformJson } from '@sim/protocol'

test.each([
  ['<script>', '"\\u003cscript\\u003e"\n'],
  ['a & b', '"a \\u0026 b"\n'],
  ['\u2028\u2029', '"\\u2028\\u2029"\n'],
  ['"\\/\n\t', '"\\"\\\\/\\n\\t"\n'],
  ['Grüße, 世界 🎉', '"Grüße, 世界 🎉"\n'],
])('%j is written as %j', (text, json) => {
  expect(platformJson(text)).toBe(json)
})

test('names are escaped like values, and the order is kept', () => {
  expect(platformJson({ '<b>': 1, a: [true, null] })).toBe(
    '{"\\u003cb\\u003e":1,"a":[true,null]}\n',
  )
})

test('the JSON type has no charset, whatever the client accepts', async () => {
  await using server = await listen((ctx) => answerJson(ctx, 201, { id: 'ä' }))

  const response = await fetch(server.url, { headers: { Accept: 'text/html' } })

  expect(response.status).toBe(201)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('content-length')).toBe('12')
  expect(await response.text()).toBe('{"id":"ä"}\n')
})

test('a refusal is its message and its type, in this order', async () => {
  const refusal = { status: 400, errorType: 'BadRequest', errorMessage: 'no <id>' }
  await using server = await listen((ctx) => answerRefusal(ctx, refusal))

  const response = await fetch(server.url)

  expect(response.status).toBe(400)
  expect(await response.text()).toBe(
    '{"errorMessage":"no \\u003cid\\u003e","errorType":"BadRequest"}\n',
  )
})

test('a text has exactly the type that was asked for', async () => {
  await using server = await listen((ctx) => answerText(ctx, 200, 'text/plain', 'OK'))

  const response = await fetch(server.url)

  expect(response.headers.get('content-type')).toBe('text/plain')
  expect(await response.text()).toBe('OK')
})
