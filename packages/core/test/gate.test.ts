import { expect, test } from '@jest/globals'
import { Gate } from '@sim/core'

const isSettled = async (promise: Promise<unknown>) => {
  const pending = Symbol('pending')
  const first = await Promise.race([promise.catch(() => undefined), Promise.resolve(pending)])
  return first !== pending
}

test('a gate opens with the last arrival, not before', async () => {
  const gate = new Gate(2)

  gate.arrive()

  expect([gate.isOpen, gate.missing]).toEqual([false, 1])
  expect(await isSettled(gate.opened)).toBe(false)

  gate.arrive()

  expect([gate.isOpen, gate.missing]).toEqual([true, 0])
  await expect(gate.opened).resolves.toBeUndefined()
})

test('a gate that expects nobody is open', async () => {
  const gate = new Gate(0)

  expect(gate.isOpen).toBe(true)
  await expect(gate.opened).resolves.toBeUndefined()
})

test('one arrival too many is an error', () => {
  const gate = new Gate(1)
  gate.arrive()

  expect(() => gate.arrive()).toThrow(
    expect.objectContaining({
      code: 'ERR_GATE_OVERRUN',
      message: 'one more arrived than the gate expected',
    }),
  )
})

test('everyone who waits at a cancelled gate is told why, and so is who comes later', async () => {
  const gate = new Gate(1)
  const early = [gate.opened, gate.opened].map((opened) => opened.catch((error: unknown) => error))
  const reason = new Error('the runtime died')

  gate.cancel(reason)

  expect(await Promise.all(early)).toEqual([reason, reason])
  await expect(gate.opened).rejects.toBe(reason)
  expect(gate.isOpen).toBe(false)
})

test('the first reason is the one that counts', async () => {
  const gate = new Gate(1)

  gate.cancel(new Error('first'))
  gate.cancel(new Error('second'))

  await expect(gate.opened).rejects.toThrow('first')
})

test('a cancelled gate stays closed when the last one arrives', async () => {
  const gate = new Gate(1)

  gate.cancel(new Error('too late'))
  gate.arrive()

  expect(gate.isOpen).toBe(false)
  await expect(gate.opened).rejects.toThrow('too late')
})

test('an open gate cannot be cancelled', async () => {
  const gate = new Gate(1)

  gate.arrive()
  gate.cancel(new Error('never mind'))

  expect(gate.isOpen).toBe(true)
  await expect(gate.opened).resolves.toBeUndefined()
})

test('a gate may be cancelled while nobody waits', async () => {
  const gate = new Gate(1)

  gate.cancel(new Error('nobody hears this'))
  // Jest fails a test in which a rejection goes unhandled.
  await new Promise((resolve) => setImmediate(resolve))

  expect(gate.isOpen).toBe(false)
})
