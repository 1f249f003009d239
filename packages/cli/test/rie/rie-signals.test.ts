import { pollUntil } from '@sim/core'
import { expect, test } from '@jest/globals'
import process from 'node:process'
import { buffer } from 'node:stream/consumers'
import { fixture, patience, RunningRie } from './running-rie.ts'

const doesAsTold = [process.execPath, fixture('does-as-told.mjs'), 'index.handler']

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends everything, with exit code 0',
  async (signal) => {
    await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level=debug'] })
    await rie.tell({})
    const started = await rie.says(/runtime started, pid \d+/)

    rie.signal(signal)
    const end = await rie.ended

    expect(end).toEqual({ code: 0, signal: null })
    await rie.says(new RegExp(`received ${signal}, shutting down`))
    expect(await isGone(Number(/pid (\d+)/.exec(started)?.[1]))).toBe(true)
  },
)

test('without any invocation there is nothing to end', async () => {
  await using rie = await RunningRie.start(doesAsTold)

  rie.signal('SIGTERM')

  expect(await rie.ended).toEqual({ code: 0, signal: null })
  expect(rie.stdout.entries()).toEqual([])
})

test('what hangs when the end comes is cut off', async () => {
  await using rie = await RunningRie.start(doesAsTold)
  const called = rie.tell({ hang: true, print: 'hanging' })
  await rie.prints(/hanging/)

  rie.signal('SIGTERM')
  const [answer, end] = await Promise.all([called, rie.ended])

  expect(answer).toEqual({ status: 504, text: '' })
  expect(end).toEqual({ code: 0, signal: null })
})

test('what is about to be done when the end comes is answered', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level=debug'] })
  const called = Promise.all([rie.tell({ answer: 'one' }), rie.tell({ answer: 'two' })])
  await rie.says(/dispatched/)

  rie.signal('SIGTERM')
  const [answers, end] = await Promise.all([called, rie.ended])

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(end).toEqual({ code: 0, signal: null })
})

test('an answer that is on its way when the end comes arrives whole', async () => {
  await using rie = await RunningRie.start(doesAsTold, { flags: ['--log-level=debug'] })
  const response = await rie.open({ body: '{"repeat":6000000}' })

  rie.signal('SIGTERM')
  await rie.says(/phase shutdown -> stopped$/)
  const body = await buffer(response)

  expect(body).toHaveLength(6_000_000)
  expect(await rie.ended).toEqual({ code: 0, signal: null })
})

test('a caller that does not read does not hold the end back', async () => {
  await using rie = await RunningRie.start(doesAsTold)
  const response = await rie.open({ body: '{"repeat":6000000}' })

  rie.signal('SIGTERM')
  const end = await rie.ended

  expect(end).toEqual({ code: 0, signal: null })
  response.destroy()
})

/** A process that was killed is still known for a moment. */
async function isGone(pid: number): Promise<boolean> {
  return await pollUntil(() => !isKnown(pid), Boolean, { ...patience, what: `the end of ${pid}` })
}

function isKnown(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
