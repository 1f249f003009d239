import { expect, test } from '@jest/globals'
import { getEventListeners } from 'node:events'
import { unlessAborted, untilAborted } from '../src/until-aborted.ts'

const never = new Promise<never>(() => undefined)

test('work that ends is what it comes to, and leaves no listener behind', async () => {
  const { signal } = new AbortController()

  await expect(unlessAborted(Promise.resolve(3), signal)).resolves.toBe(3)
  await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')

  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('work is cut short with the reason of the signal', async () => {
  const ending = new AbortController()
  const cut = unlessAborted(never, ending.signal)

  ending.abort('SIGINT')

  await expect(cut).rejects.toBe('SIGINT')
})

test('a signal that has aborted lets no work through', async () => {
  await expect(unlessAborted(Promise.resolve(3), AbortSignal.abort('SIGINT'))).rejects.toBe(
    'SIGINT',
  )
})

test('waiting for the end is over when it is asked for, or was', async () => {
  const ending = new AbortController()
  const wait = untilAborted(ending.signal)

  ending.abort('SIGINT')

  await expect(wait).resolves.toBeUndefined()
  await expect(untilAborted(ending.signal)).resolves.toBeUndefined()
})
