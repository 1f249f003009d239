import { expect, test } from '@jest/globals'
import { getEventListeners } from 'node:events'
import { GuestBody } from '../../src/wasm/guest-body.ts'
import type { RunnerCarrier } from '../../src/wasm/runner-carrier.ts'
import type { WasmOptions } from '../../src/wasm/wasm-options.ts'
import { fakeHost } from './running-guest.ts'

/** A body whose runner is played by the test. */
function playedGuest(options: WasmOptions = {}) {
  const host = fakeHost()
  const told: unknown[] = []
  const carrier: RunnerCarrier = {
    osPid: undefined,
    post: (message) => void told.push(message),
    end: () => void told.push('end'),
    kill: async () => void told.push('kill'),
  }
  const guest = { module: {}, bytes: undefined, memories: [], receives: true }
  const body = new GuestBody(host, guest, options)
  return { host, told, body, begun: body.begin(carrier) }
}

const gone = { what: 'it is gone' }

test('of several ends the first is told, and once', async () => {
  const { body, host, begun } = playedGuest()
  body.onMessage({ type: 'ready' })
  await begun

  body.onMessage({ type: 'trap', error: { name: 'RuntimeError', message: 'unreachable' } })
  body.onMessage({ type: 'broken', error: { name: 'Error', message: 'later' } })
  body.onMessage({ type: 'end', code: 0 })
  const early = [...host.ends]
  body.onGone(gone)

  expect(early).toEqual([])
  expect(host.ends).toEqual([
    { error: expect.objectContaining({ message: 'RuntimeError: unreachable' }) },
  ])
})

test('a module that is ready after its start was called off is not handed out', async () => {
  const calledOff = new AbortController()
  const { body, host, told, begun } = playedGuest({ signal: calledOff.signal })

  calledOff.abort(new Error('called off'))
  body.onMessage({ type: 'ready' })
  body.onGone(gone)

  await expect(begun).rejects.toThrow('called off')
  expect(told).toEqual(['end'])
  expect(host.ends).toEqual([])
})

test('a signal is let go of with the start', async () => {
  const signal = new AbortController()
  const { body, told, begun } = playedGuest({ signal: signal.signal })
  body.onMessage({ type: 'ready' })
  await begun
  const listeners = getEventListeners(signal.signal, 'abort')

  signal.abort()

  expect(listeners).toEqual([])
  expect(told).toEqual([])
})

test('a runner that is gone without a word is a failure that says so', async () => {
  const { body, host, begun } = playedGuest()
  body.onMessage({ type: 'ready' })
  await begun

  body.onGone({ what: 'its thread ended with code 3' })

  expect(host.ends).toEqual([
    {
      error: expect.objectContaining({
        code: 'ERR_WASM_LOST',
        message: 'guest ended without a word: its thread ended with code 3',
      }),
    },
  ])
})

test('one that was over when it was killed is told as what it was', async () => {
  const { body, host, told, begun } = playedGuest()
  body.onMessage({ type: 'ready' })
  await begun

  await body.kill({ kind: 'killed' }, 100)
  body.onMessage({ type: 'end', code: 4 })
  body.onGone(gone)

  expect(told).toEqual(['kill'])
  expect(host.ends).toEqual([{ status: { code: 4 } }])
})
