import { expect, test } from '@jest/globals'
import { configureSimulator, useSimulator } from '@sim/jest-preset'
import '@sim/jest-preset/jest-globals'
import { Backend } from './backend.ts'

configureSimulator({
  functionDirectory: 'function',
  extensions: [
    {
      name: 'log-shipper',
      command: process.execPath,
      args: ['log-shipper.mjs'],
      cwd: 'extension',
    },
  ],
  freeze: 'process',
})

const shippingTo = ({ url }: Backend) => ({ environment: { BACKEND_URL: url } })

test('what an invocation printed is at the backend before the environment is frozen', async () => {
  await using backend = await Backend.start()
  const simulator = await useSimulator(shippingTo(backend))

  await simulator.invoke({ order: 17 })
  await simulator.waitForFrozen()

  expect(backend.lines).toEqual([expect.stringContaining('order 17')])
})

test('an invocation that runs out of time has its lines shipped, too', async () => {
  await using backend = await Backend.start()
  const simulator = await useSimulator({ ...shippingTo(backend), timeoutMs: 1_000 })

  const invocation = await simulator.invoke({ order: 18, fault: 'hang' })
  await invocation.done()

  expect(invocation).toHaveFailedWith({ status: 'timeout' })
  expect(backend.lines).toEqual([expect.stringContaining('order 18')])
})

test('a crash costs no line', async () => {
  await using backend = await Backend.start()
  const simulator = await useSimulator(shippingTo(backend))

  const invocation = await simulator.invoke({ order: 19, fault: 'crash' })
  await invocation.done()

  expect(invocation).toHaveFailedWith({ errorType: 'Runtime.ExitError' })
  expect(backend.lines).toEqual([expect.stringContaining('order 19')])
})

test('what the backend does not take is shipped later, once and in order', async () => {
  await using backend = await Backend.start()
  const simulator = await useSimulator(shippingTo(backend))

  backend.isDown = true
  await simulator.invoke({ order: 20 })
  await simulator.waitForFrozen()
  expect(backend.lines).toEqual([])
  backend.isDown = false
  await simulator.invoke({ order: 21 })
  await simulator.waitForFrozen()

  expect(backend.lines).toEqual([
    expect.stringContaining('order 20'),
    expect.stringContaining('order 21'),
  ])
})

test('the caller has its answer while the lines are still being shipped', async () => {
  await using backend = await Backend.start()
  const simulator = await useSimulator(shippingTo(backend))

  const invocation = await simulator.invoke({ order: 22 })

  expect(invocation).toHaveSucceededWith({ order: 22 })
  expect(invocation.progress).toBe('answered')
  expect(backend.lines).toEqual([])
  await invocation.done()
  expect(backend.lines).toHaveLength(1)
})
