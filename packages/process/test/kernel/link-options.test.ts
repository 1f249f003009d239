import { expect, test } from '@jest/globals'
import { Environment } from '@sim/process'
import { drain, puppet } from './puppet.ts'

test('a tag belongs to the side that chose it', async () => {
  await using environment = new Environment()
  const [a, b] = [
    await puppet(environment, { trapExit: true }),
    await puppet(environment, { trapExit: true }),
  ]
  a.self.link(b.handle, { tag: 'mine' })

  await a.handle.kill()

  expect(drain(b.self)).toMatchObject([{ type: 'link-died', tag: undefined }])
})

test('who is linked already may still choose a tag for its side', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment, { trapExit: true })]
  a.self.link(b.handle, { tag: 1 })
  b.self.link(a.handle, { tag: 2 })

  await a.handle.kill()

  expect(drain(b.self)).toMatchObject([{ tag: 2 }])
})

test.each([
  [undefined, 1],
  [false, 1],
  [true, 2],
])('of two tags with relink %p the one that counts is %p', async (relink, tag) => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment, { trapExit: true })]
  b.self.link(a.handle, { tag: 1 })
  b.self.link(a.handle, { tag: 2, relink })

  await a.handle.kill()

  expect(drain(b.self)).toMatchObject([{ tag }])
})

test('a one-way link tells its maker and nobody else', async () => {
  await using environment = new Environment()
  const [a, b, c] = [
    await puppet(environment),
    await puppet(environment),
    await puppet(environment),
  ]
  b.self.link(a.handle, { oneWay: true })
  b.self.link(c.handle, { oneWay: true })

  await a.handle.kill()

  expect(b.handle.exit).toMatchObject({ kind: 'linked', from: a.handle.pid })
  expect(c.handle.exit).toBeUndefined()
})

test('a one-way link becomes a whole one when it is made again', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  b.self.link(a.handle, { oneWay: true })
  b.self.link(a.handle)

  await b.handle.kill()

  expect(a.handle.exit).toMatchObject({ kind: 'linked' })
})
