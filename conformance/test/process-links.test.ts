import { expect } from '@jest/globals'
import { Environment, type Pid } from '@sim/process'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { sleeps } from '../processes/script.ts'

const failure = { kind: 'failure', error: expect.objectContaining({ message: 'over' }) }

processCase('LK-02', 'a child that fails takes its linked parent along', async () => {
  await using environment = new Environment()
  const parent = await play(environment)
  const child = await play(parent.self, { link: true })

  await child.throws(new Error('over'))

  expect(await parent.handle.exited).toEqual({ kind: 'linked', from: child.pid, cause: failure })
})

processCase('LK-02', 'so does a program that fails, and a whole chain of links', async () => {
  await using environment = new Environment()
  const [first, second] = [await play(environment), await play(environment)]
  const program = await first.self.spawnOs({ ...sleeps, args: ['-c', 'exit 3'], link: true })
  second.self.link(first.pid)

  const cause = { kind: 'linked', from: program.pid, cause: { kind: 'failure', code: 3 } }

  expect(await second.handle.exited).toEqual({ kind: 'linked', from: first.pid, cause })
})

processCase('LK-03', 'who traps lives, and is told whose death it was and why', async () => {
  await using environment = new Environment()
  const [trapping, peer] = [await play(environment, { trapExit: true }), await play(environment)]
  trapping.self.link(peer.pid, { tag: 4 })

  await peer.throws(new Error('over'))

  expect(trapping.self.mailbox.tryReceive()).toEqual({
    type: 'link-died',
    from: peer.pid,
    tag: 4,
    reason: failure,
  })
  expect(trapping.handle.state).toBe('running')
})

processCase('LK-05', 'who traps is told of a normal end', async () => {
  await using environment = new Environment()
  const [trapping, peer] = [await play(environment, { trapExit: true }), await play(environment)]
  trapping.self.link(peer.pid, { tag: 4 })

  await peer.returns()

  expect(trapping.self.mailbox.tryReceive()).toMatchObject({ tag: 4, reason: { kind: 'normal' } })
})

for (const whom of ['who never was', 'who is dead'] as const) {
  processCase('LK-07', `a link to somebody ${whom} is news of a death to who traps`, async () => {
    await using environment = new Environment()
    const [trapping, other] = [await play(environment, { trapExit: true }), await play(environment)]
    await other.returns()
    const nobody = whom === 'who is dead' ? other.pid : (`${environment.id}/99` as Pid)

    trapping.self.link(nobody, { tag: 4 })

    const news = { type: 'link-died', from: nobody, tag: 4, reason: { kind: 'noproc' } }
    expect(trapping.self.mailbox.tryReceive()).toEqual(news)
    expect(trapping.handle.state).toBe('running')
  })

  processCase('LK-07', `a link to somebody ${whom} is the end of who does not`, async () => {
    await using environment = new Environment()
    const [plain, other] = [await play(environment), await play(environment)]
    await other.returns()
    const nobody = whom === 'who is dead' ? other.pid : (`${environment.id}/99` as Pid)

    plain.self.link(nobody)

    const cause = { kind: 'noproc' }
    expect(await plain.handle.exited).toEqual({ kind: 'linked', from: nobody, cause })
  })
}

processCase(
  'LK-09',
  'of two links to one process the first stays, unless told otherwise',
  async () => {
    await using environment = new Environment()
    const [trapping, peer, other] = [
      await play(environment, { trapExit: true }),
      await play(environment),
      await play(environment),
    ]
    trapping.self.link(peer.pid, { tag: 1 })
    trapping.self.link(peer.pid, { tag: 2 })
    trapping.self.link(other.pid, { tag: 1 })
    trapping.self.link(other.pid, { tag: 2, relink: true })

    await peer.throws(new Error('over'))
    await other.throws(new Error('over'))

    expect(trapping.self.mailbox.size).toBe(2)
    expect(trapping.self.mailbox.tryReceive()).toMatchObject({ from: peer.pid, tag: 1 })
    expect(trapping.self.mailbox.tryReceive()).toMatchObject({ from: other.pid, tag: 2 })
  },
)

processCase('LK-10', 'who is not linked any more is told nothing, on either side', async () => {
  await using environment = new Environment()
  const [plain, trapping, peer] = [
    await play(environment),
    await play(environment, { trapExit: true }),
    await play(environment),
  ]
  plain.self.link(peer.pid)
  peer.self.link(trapping.pid)

  plain.self.unlink(peer.pid)
  trapping.self.unlink(peer.pid)
  await peer.throws(new Error('over'))

  expect(plain.handle.state).toBe('running')
  expect(trapping.self.mailbox.size).toBe(0)
})

processCase('LK-11', 'to unlink who is dead, or never was linked, is no error', async () => {
  await using environment = new Environment()
  const [plain, dead, alive] = [
    await play(environment),
    await play(environment),
    await play(environment),
  ]
  await dead.returns()

  for (const other of [dead, dead, alive, alive]) plain.self.unlink(other.pid)

  expect([plain.handle.state, alive.handle.state]).toEqual(['running', 'running'])
})

processCase('LK-15', 'who links and then fails tells of it', async () => {
  await using environment = new Environment()
  const trapping = await play(environment, { trapExit: true })

  const linking = await environment.spawn((self) => {
    self.link(trapping.pid)
    throw new Error('over')
  })
  await linking.exited

  const news = { type: 'link-died', from: linking.pid, reason: failure }
  expect(trapping.self.mailbox.tryReceive()).toMatchObject(news)
})

processCase(
  'LK-16',
  'a link that is there before the first step tells of a failure in it',
  async () => {
    await using environment = new Environment({ id: 'env' })
    const trapping = await play(environment, { trapExit: true })
    const fails = (): never => {
      throw new Error('over')
    }

    const linked = environment.spawn(fails, { link: { to: trapping.pid, tag: 3 } })
    const signalled = environment.spawn(fails)
    environment.signal('env/3' as Pid, { type: 'Link', from: trapping.pid, tag: 4 })
    await Promise.all([(await linked).exited, (await signalled).exited])

    const { mailbox } = trapping.self
    expect(mailbox.tryReceive({ tags: [3] })).toMatchObject({ from: 'env/2', reason: failure })
    expect(mailbox.tryReceive({ tags: [4] })).toMatchObject({ from: 'env/3', reason: failure })
  },
)

processCase('LK-17', 'a tag belongs to the side that chose it', async () => {
  await using environment = new Environment()
  const [first, second] = [
    await play(environment, { trapExit: true }),
    await play(environment, { trapExit: true }),
  ]
  const chosen = await play(environment)
  chosen.self.link(first.pid, { tag: 7 })
  chosen.self.link(second.pid, { tag: 7 })
  second.self.link(chosen.pid, { tag: 8 })

  await chosen.throws(new Error('over'))

  expect(first.self.mailbox.tryReceive()).toMatchObject({ from: chosen.pid, tag: undefined })
  expect(second.self.mailbox.tryReceive()).toMatchObject({ from: chosen.pid, tag: 8 })
})

processCase('LK-17', 'the side that chose it is told with it', async () => {
  await using environment = new Environment()
  const [choosing, peer] = [await play(environment, { trapExit: true }), await play(environment)]
  choosing.self.link(peer.pid, { tag: 7 })

  await peer.throws(new Error('over'))

  expect(choosing.self.mailbox.tryReceive()).toMatchObject({ from: peer.pid, tag: 7 })
})

processCase('LK-18', 'the tag of a spawn is what the parent is told with', async () => {
  await using environment = new Environment()
  const parent = await play(environment, { trapExit: true })
  const child = await play(parent.self, { link: { tag: 7 } })

  await child.throws(new Error('over'))

  expect(parent.self.mailbox.tryReceive()).toMatchObject({ from: child.pid, tag: 7 })
})

processCase('LK-18', 'the child is told without one', async () => {
  await using environment = new Environment()
  const parent = await play(environment)
  const child = await play(parent.self, { link: { tag: 7 }, trapExit: true })

  await parent.throws(new Error('over'))

  expect(child.self.mailbox.tryReceive()).toEqual({
    type: 'link-died',
    from: parent.pid,
    tag: undefined,
    reason: failure,
  })
})
