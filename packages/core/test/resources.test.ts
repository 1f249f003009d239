import { expect, test } from '@jest/globals'
import { Resources } from '@sim/core'

test('what was opened is closed newest first, each after the one before', async () => {
  const resources = new Resources()
  const closed: string[] = []
  resources.defer(() => closed.push('first'))
  resources.use({ [Symbol.dispose]: () => void closed.push('second') })
  resources.use({
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      closed.push('third')
    },
  })

  await resources[Symbol.asyncDispose]()

  expect(closed).toEqual(['third', 'second', 'first'])
})

test('use() hands the resource back', () => {
  const resource = { port: 9001, [Symbol.dispose]: () => undefined }

  expect(new Resources().use(resource)).toBe(resource)
})

test('a resource that can be closed both ways is waited for', async () => {
  const resources = new Resources()
  const closed: string[] = []
  resources.use({
    [Symbol.dispose]: () => void closed.push('at once'),
    [Symbol.asyncDispose]: async () => void closed.push('awaited'),
  })

  await resources[Symbol.asyncDispose]()

  expect(closed).toEqual(['awaited'])
})

test('closing again does nothing', async () => {
  const resources = new Resources()
  let closed = 0
  resources.defer(() => (closed += 1))

  await resources[Symbol.asyncDispose]()
  await resources[Symbol.asyncDispose]()

  expect(closed).toBe(1)
})

test('whoever closes while it is being closed waits for the same end', async () => {
  const resources = new Resources()
  const release = Promise.withResolvers<void>()
  const ended: string[] = []
  resources.defer(() => release.promise)

  const first = resources[Symbol.asyncDispose]().then(() => ended.push('first'))
  const second = resources[Symbol.asyncDispose]().then(() => ended.push('second'))
  await new Promise((resolve) => setImmediate(resolve))

  expect(ended).toEqual([])

  release.resolve()
  await Promise.all([first, second])

  expect(ended).toEqual(['first', 'second'])
})

test('one failure does not keep the others open, and is thrown as it is', async () => {
  const resources = new Resources()
  const closed: string[] = []
  const failure = new Error('stuck')
  resources.defer(() => closed.push('first'))
  resources.defer(() => Promise.reject(failure))

  await expect(resources[Symbol.asyncDispose]()).rejects.toBe(failure)

  expect(closed).toEqual(['first'])
})

test('several failures become one that holds them all', async () => {
  const resources = new Resources()
  const [one, other] = [new Error('one'), new Error('other')]
  resources.defer(() => {
    throw one
  })
  resources.defer(() => Promise.reject(other))

  await expect(resources[Symbol.asyncDispose]()).rejects.toMatchObject({
    message: 'several resources did not close',
    errors: [other, one],
  })
})

test('what was handed over is closed by the new owner only', async () => {
  const closed: string[] = []
  const open = async () => {
    await using opened = new Resources()
    opened.defer(() => closed.push('resource'))
    return opened.move()
  }

  const owned = await open()
  expect(closed).toEqual([])

  await owned[Symbol.asyncDispose]()
  expect(closed).toEqual(['resource'])
})

test('what was opened before a failure is closed', async () => {
  const closed: string[] = []
  const open = async () => {
    await using opened = new Resources()
    opened.defer(() => closed.push('resource'))
    throw new Error('the second one could not be had')
  }

  await expect(open()).rejects.toThrow('the second one could not be had')

  expect(closed).toEqual(['resource'])
})
