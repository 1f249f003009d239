import { waitFor } from '@sim/core'
import { expect, jest, test } from '@jest/globals'
import { patienceMs } from './fake-runtime-api.ts'
import { RunningFunction } from './running-function.ts'

jest.setTimeout(60_000)

const start = (handler: string, workers: string) =>
  RunningFunction.start(`workers.${handler}`, { env: { AWS_LAMBDA_MAX_CONCURRENCY: workers } })

test('as many polls are open as invocations are wanted at a time', async () => {
  await using fn = await start('together', '3')
  await polls(fn, 3)

  const sent = ['a', 'b', 'c'].map((name) => fn.send({ expected: 3, name }))
  const outcomes = await Promise.all(sent.map((id) => fn.outcome(id)))

  expect(outcomes.map(({ json }) => json)).toEqual(sent.map((id) => ({ id, trace: null })))
  await polls(fn, 6)
})

test('a line of the console has the id of the invocation that printed it', async () => {
  await using fn = await start('together', '2')

  const sent = ['a', 'b'].map((name) =>
    fn.send({ expected: 2, name }, { 'Lambda-Runtime-Trace-Id': `Root=${name}` }),
  )
  const lines = (await fn.lines(4)).map((line) => line.split('\t'))

  const idOf = (text: string) => lines.find(([, , , said]) => said === text)?.[1]
  expect(['a comes', 'a goes'].map(idOf)).toEqual([sent[0], sent[0]])
  expect(['b comes', 'b goes'].map(idOf)).toEqual([sent[1], sent[1]])
})

test('a callback answers at once: the event loop is never empty while workers wait', async () => {
  await using fn = await start('calledBack', '2')

  const { json } = await fn.invoke()

  expect(json).toBe('at once')
})

test('a crash while several run is logged, and reported for none of them', async () => {
  await using fn = await start('crashes', '2')

  fn.send({ expected: 2 })
  fn.send({ expected: 2 })
  const { status, stdout } = await fn.exited()

  expect(status).toBe(129)
  expect(stdout).toContain('nobody caught this')
  expect(fn.api.calls.entries().filter(({ method }) => method === 'POST')).toEqual([])
})

test('while one runs it is reported as its own', async () => {
  await using fn = await start('crashes', '2')

  const { kind, json } = await fn.invoke({ expected: 1 })

  expect(kind).toBe('error')
  expect(json).toMatchObject({ errorMessage: 'nobody caught this' })
})

test.each(['0', 'many', ''])('what is no number of workers, as %p, is one', async (workers) => {
  await using fn = await start('calledBack', workers)

  await fn.invoke()
  await fn.invoke()

  const started = fn.api.calls
    .entries()
    .slice(0, 3)
    .map(({ method }) => method)
  expect(started).toEqual(['GET', 'POST', 'GET'])
})

async function polls(fn: RunningFunction, count: number): Promise<void> {
  const made = () => fn.api.calls.entries().filter(({ method }) => method === 'GET').length
  await waitFor(fn.api.calls, () => made() === count, {
    what: `${count} polls`,
    timeoutMs: patienceMs,
  })
}
