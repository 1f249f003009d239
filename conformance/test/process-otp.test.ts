import { expect } from '@jest/globals'
import { Environment } from '@sim/process'
import { listen } from '../processes/listener.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'

processCase('OT-01', 'who traps is told of a normal exit', async () => {
  await using environment = new Environment()
  const [trapping, peer] = [await play(environment, { trapExit: true }), await play(environment)]
  trapping.self.link(peer.pid)

  await peer.returns('well')

  expect(trapping.self.mailbox.tryReceive()).toEqual({
    type: 'link-died',
    from: peer.pid,
    tag: undefined,
    reason: { kind: 'normal' },
  })
})

processCase('OT-02', 'a normal exit is nothing to who does not trap', async () => {
  await using environment = new Environment()
  const [plain, peer, claimed] = [
    await play(environment),
    await play(environment),
    await play(environment),
  ]
  for (const { pid } of [peer, claimed]) plain.self.link(pid)

  await peer.returns()
  const reason = { kind: 'normal' } as const
  environment.signal(plain.pid, { type: 'LinkDied', from: claimed.pid, reason })

  expect(plain.handle.state).toBe('running')
  expect(plain.self.mailbox.size).toBe(0)
})

processCase('OT-03', 'a kill cannot be trapped', async () => {
  await using environment = new Environment()
  const [byHandle, bySignal] = [
    await play(environment, { trapExit: true }),
    await play(environment, { trapExit: true }),
  ]

  void byHandle.handle.kill()
  environment.signal(bySignal.pid, { type: 'Kill' })

  expect(await byHandle.handle.exited).toEqual({ kind: 'killed' })
  expect(await bySignal.handle.exited).toEqual({ kind: 'killed' })
})

processCase('OT-03', 'a kill that came by a link can', async () => {
  await using environment = new Environment()
  const [trapping, peer] = [await play(environment, { trapExit: true }), await play(environment)]
  trapping.self.link(peer.pid)

  await peer.handle.kill()

  expect(trapping.handle.state).toBe('running')
  expect(trapping.self.mailbox.tryReceive()).toMatchObject({ reason: { kind: 'killed' } })
})

processCase('OT-06', 'each of two monitors is told, under its own reference', async () => {
  await using environment = new Environment()
  const [watcher, watched] = [await play(environment), await play(environment)]
  const refs = [watcher.self.monitor(watched.pid), watcher.self.monitor(watched.pid)]

  await watched.throws(new Error('over'))

  const told = [watcher.self.mailbox.tryReceive(), watcher.self.mailbox.tryReceive()]
  const toldRefs = told.map((news) => (news?.type === 'process-died' ? news.ref : undefined))
  expect(refs[0] === refs[1]).toBe(false)
  expect(toldRefs.map((ref, index) => ref === refs[index])).toEqual([true, true])
  expect(watcher.self.mailbox.size).toBe(0)
})

processCase('OT-07', 'a name is free when links and monitors are told', async () => {
  await using environment = new Environment()
  const dying = await play(environment, { name: 'name' })
  const outcomes: unknown[] = []
  const heir = await listen(
    environment,
    ({ type }) => {
      try {
        environment.register('name', heir.pid)
        outcomes.push(`${type}: it is free`)
      } catch (error) {
        outcomes.push(error)
      }
    },
    { link: { to: dying.pid } },
  )
  environment.signal(dying.pid, { type: 'Monitor', from: heir.pid })

  await dying.throws(new Error('over'))

  expect(outcomes).toEqual(['link-died: it is free', 'process-died: it is free'])
  expect(environment.whereis('name')).toBe(heir)
})
