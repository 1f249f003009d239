import { expect, test } from '@jest/globals'
import { Environment, Environments, MemoryMetrics, type Pid } from '@sim/process'
import { drain, puppet } from './puppet.ts'
import { quiet } from './quiet.ts'

const failed = (message: string) => ({ kind: 'failure', error: new Error(message) })

test('a failure ends whoever is linked and does not trap exits, with where it came from', async () => {
  await using environment = new Environment({ id: 'env' })
  const [a, b, c] = [
    await puppet(environment),
    await puppet(environment),
    await puppet(environment),
  ]
  b.self.link(a.handle)
  c.self.link(b.handle.pid)

  a.throw(new Error('first'))

  const linkedToA = { kind: 'linked', from: 'env/1', cause: failed('first') }
  expect(await c.handle.exited).toEqual({ kind: 'linked', from: 'env/2', cause: linkedToA })
  expect(await b.handle.exited).toEqual(linkedToA)
})

test('a link works both ways, whoever made it', async () => {
  await using environment = new Environment({ id: 'env' })
  const [a, b] = [await puppet(environment), await puppet(environment)]
  a.self.link(b.handle)

  await a.handle.kill({ why: 'test' })

  const cause = { kind: 'killed', why: 'test' }
  expect(b.handle.exit).toEqual({ kind: 'linked', from: 'env/1', cause })
})

test.each(['normal', 'failure', 'shutdown', 'killed'] as const)(
  'who traps exits lives on and is told of a death of kind %s, with its tag',
  async (kind) => {
    await using environment = new Environment()
    const [a, b] = [await puppet(environment), await puppet(environment)]
    a.self.trapExit(true)
    a.self.link(b.handle, { tag: 7 })

    if (kind === 'normal') b.return()
    if (kind === 'failure') b.throw(new Error('it failed'))
    if (kind === 'shutdown') void b.handle.stop().then(() => b.return())
    if (kind === 'shutdown') b.return()
    if (kind === 'killed') void b.handle.kill()
    await b.handle.exited

    const reason = expect.objectContaining({ kind })
    expect(drain(a.self)).toEqual([{ type: 'link-died', from: b.handle.pid, tag: 7, reason }])
    expect(a.handle.state).toBe('running')
  },
)

test('a normal end passes by whoever does not trap exits, and ends the link', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  a.self.link(b.handle)

  b.return()
  await b.handle.exited

  expect(a.handle.state).toBe('running')
  expect(environment.list()).toMatchObject([{ links: [] }])
})

test('what is not trapped any more kills again', async () => {
  await using environment = new Environment()
  const [a, b] = [await puppet(environment), await puppet(environment)]
  a.self.trapExit(true)
  a.self.link(b.handle)
  a.self.trapExit(false)

  await b.handle.kill()

  expect(a.handle.exit).toMatchObject({ kind: 'linked' })
})

test('unlinking ends both ways, and what is no link is left alone', async () => {
  await using environment = new Environment()
  const [a, b, c] = [
    await puppet(environment),
    await puppet(environment),
    await puppet(environment),
  ]
  a.self.link(b.handle)
  b.self.unlink(a.handle)
  b.self.unlink(a.handle)
  b.self.unlink(c.handle.pid)
  b.self.unlink('env/99' as Pid)

  await a.handle.kill()

  expect(b.handle.state).toBe('running')
})

test('a link to itself means nothing', async () => {
  await using environment = new Environment()
  const a = await puppet(environment)
  a.self.link(a.handle)

  const reason = await a.handle.kill({ why: 'test' })

  expect(reason).toEqual({ kind: 'killed', why: 'test' })
})

test('a link to nobody is the death of nobody, at once', async () => {
  await using environment = new Environment({ id: 'env' })
  const [a, b] = [await puppet(environment), await puppet(environment, { trapExit: true })]
  const nobody = 'env/99' as Pid

  a.self.link(nobody)
  b.self.link(nobody, { tag: 4 })

  const cause = { kind: 'noproc' }
  expect(a.handle.exit).toEqual({ kind: 'linked', from: 'env/99', cause })
  expect(drain(b.self)).toEqual([{ type: 'link-died', from: 'env/99', tag: 4, reason: cause }])
})

test('a link that is made in the first step to nobody ends a process that was spawned', async () => {
  await using environment = new Environment({ id: 'env' })

  const handle = await environment.spawn(async (self) => {
    self.link('env/99' as Pid)
    await self.mailbox.receive()
  })

  expect(await handle.exited).toMatchObject({ kind: 'linked', from: 'env/99' })
})

test('everyone is told in the order in which they were linked', async () => {
  await using environment = new Environment()
  const order: string[] = []
  using _heard = environment.subscribe((event) => event.type === 'exited' && order.push(event.pid))
  const dying = await puppet(environment)
  const others = await Promise.all([1, 2, 3].map(() => puppet(environment)))
  for (const other of others.toReversed()) other.self.link(dying.handle)

  await dying.handle.kill()

  const told = others.toReversed().map(({ handle }) => handle.pid)
  expect(order).toEqual([dying.handle.pid, ...told])
})

test('who ends in the same cascade is told by whoever died first', async () => {
  await using environment = new Environment()
  const [a, b, c] = [
    await puppet(environment),
    await puppet(environment),
    await puppet(environment),
  ]
  b.self.link(a.handle)
  c.self.link(a.handle)
  c.self.link(b.handle)

  await a.handle.kill()

  expect(c.handle.exit).toMatchObject({ from: a.handle.pid, cause: { kind: 'killed' } })
})

test('links reach over environments of one set, and numbers are not mistaken for each other', async () => {
  await using set = new Environments()
  const [one, other] = [set.create(), set.create()]
  const [a, b, c] = [await puppet(one), await puppet(other), await puppet(other)]
  a.self.link(b.handle)

  await b.handle.kill()

  expect(a.handle.exit).toMatchObject({ kind: 'linked', from: 'env-2/1' })
  expect(c.handle.state).toBe('running')
})

test('a link to an environment of another set is one to nobody', async () => {
  await using one = new Environment({ id: 'one' })
  await using other = new Environment({ id: 'other' })
  const [a, b] = [await puppet(one), await puppet(other)]

  a.self.link(b.handle)

  expect(a.handle.exit).toMatchObject({ cause: { kind: 'noproc' } })
})

test('links are told as they come and go, a pair once', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ metrics })
  const links: unknown[] = []
  const [a, b] = [await puppet(environment), await puppet(environment)]
  using _heard = environment.subscribe((event) =>
    links.push([event.type, metrics.read('lunatic.process.links.alive')]),
  )

  a.self.link(b.handle)
  b.self.link(a.handle, { tag: 3 })
  a.self.unlink(b.handle)
  a.self.link(b.handle, { oneWay: true })
  await a.handle.kill()
  await quiet()

  expect(links).toEqual([
    ['linked', 1],
    ['unlinked', 0],
    ['linked', 1],
    ['unlinked', 0],
    ['exited', 0],
  ])
})
