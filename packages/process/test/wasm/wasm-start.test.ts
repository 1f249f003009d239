import { systemClock, type Clock } from '@sim/core'
import { expect, test } from '@jest/globals'
import { wasmBody } from '../../src/wasm/wasm-body.ts'
import { assemble, repeat, unreachable } from './assemble.ts'
import { childrenAndThreads, expectNothingNew } from './children-and-threads.ts'
import { exitsWith, says } from './guests.ts'
import { fakeHost, runGuest } from './running-guest.ts'

const isolations = ['thread', 'process'] as const

test('a module without the entry is refused before anything of it exists', async () => {
  const host = fakeHost()

  const started = wasmBody(says('hello'), { entry: 'main' })(host)

  await expect(started).rejects.toMatchObject({
    code: 'ERR_WASM_EXPORT',
    message: "guest exports no function 'main', only 'put', '_start'",
  })
  expect(host.ends).toEqual([])
})

test.each(isolations)(
  'a module that cannot be instantiated in a %s is refused',
  async (isolation) => {
    const host = fakeHost()
    const needy = assemble({
      imports: { 'lunatic::message.receive': ':i' },
      functions: { _start: { code: () => [] } },
    })

    const started = wasmBody(needy, { isolation })(host)

    await expect(started).rejects.toMatchObject({
      code: 'ERR_WASM_START',
      message: expect.stringContaining('lunatic::message'),
    })
    expect(host.ends).toEqual([])
  },
)

test('a module whose start function traps is refused', async () => {
  const trapping = assemble({
    functions: { trap: { code: () => [unreachable] }, _start: { code: () => [] } },
    start: 'trap',
  })

  const started = wasmBody(trapping)(fakeHost())

  await expect(started).rejects.toMatchObject({
    code: 'ERR_WASM_START',
    message: 'cannot run guest: RuntimeError: unreachable',
  })
})

test.each([
  ['bytes that are none', Buffer.from('hello'), 'guest is no module of WebAssembly'],
  ['a path that leads nowhere', '/nowhere/at/all.wasm', 'cannot read the module of guest: ENOENT'],
])('%s are no module', async (_what, source, message) => {
  const started = wasmBody(source)(fakeHost())

  await expect(started).rejects.toMatchObject({
    code: 'ERR_WASM_MODULE',
    message: expect.stringContaining(message),
  })
})

test.each(isolations)('a start in a %s that is called off leaves nothing', async (isolation) => {
  const endless = assemble({
    functions: { loop: { code: () => repeat([]) }, _start: { code: () => [] } },
    start: 'loop',
  })
  const calledOff = new AbortController()
  const host = fakeHost(clockThatTells(12_345, () => calledOff.abort(new Error('called off'))))
  await runGuest(exitsWith(0), { isolation })
  const before = await childrenAndThreads()

  const started = wasmBody(endless, {
    isolation,
    signal: calledOff.signal,
    limits: { wallMs: 12_345 },
  })(host)

  await expect(started).rejects.toThrow('called off')
  expect(host.ends).toEqual([])
  await expectNothingNew(before)
})

test('a start that was called off before does nothing', async () => {
  const started = wasmBody(exitsWith(0), { signal: AbortSignal.abort(new Error('no')) })(fakeHost())

  await expect(started).rejects.toThrow('no')
})

/** Tells when somebody asks to be called after just so many milliseconds, and is a clock like others. */
function clockThatTells(told: number, callback: () => void): Clock {
  return {
    ...systemClock,
    after(ms, then) {
      if (ms === told) callback()
      return systemClock.after(ms, then)
    },
  }
}
