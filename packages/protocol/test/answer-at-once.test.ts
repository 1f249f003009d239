import { expect, test } from '@jest/globals'
import { answerAtOnce, listen } from '@sim/protocol'
import type { Context } from 'koa'

const answer = (ctx: Context) =>
  answerAtOnce(ctx, 202, { 'Content-Type': 'text/plain', 'X-Own': '1' }, Buffer.from('späť'))

test('the answer is the status, the headers and the bytes, with their length', async () => {
  await using server = await listen(answer)

  const response = await fetch(server.url)

  expect(response.status).toBe(202)
  expect(response.headers.get('content-type')).toBe('text/plain')
  expect(response.headers.get('x-own')).toBe('1')
  expect(response.headers.get('content-length')).toBe('6')
  expect(await response.text()).toBe('späť')
})

test('middleware around it sees the status, and cannot change the answer any more', async () => {
  const seen: number[] = []
  await using server = await listen([
    async (ctx, next) => {
      await next()
      seen.push(ctx.status)
      ctx.body = 'too late'
    },
    answer,
  ])

  const response = await fetch(server.url)

  expect(await response.text()).toBe('späť')
  expect(seen).toEqual([202])
})

test('a connection is used again after it', async () => {
  await using server = await listen(answer)

  const answers = [await fetch(server.url), await fetch(server.url)]

  expect(answers.map((response) => response.headers.get('connection'))).toEqual([
    'keep-alive',
    'keep-alive',
  ])
})
