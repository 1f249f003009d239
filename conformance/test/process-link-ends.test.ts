import { expect } from '@jest/globals'
import { Environment, Environments, server } from '@sim/process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { isAlive } from '../processes/kernel-facts.ts'
import { listen } from '../processes/listener.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { sleeps } from '../processes/script.ts'
import { takeAll } from '../processes/take-all.ts'

processCase('LK-23', 'a link to itself is none', async () => {
  await using environment = new Environment()
  const alone = await play(environment, { trapExit: true })

  alone.self.link(alone.pid)

  expect(environment.list()).toMatchObject([{ pid: alone.pid, links: [] }])
  expect(await alone.returns()).toEqual({ kind: 'normal' })
})

processCase('LK-24', 'the same number in two environments is two processes', async () => {
  await using environments = new Environments()
  const [here, there] = [environments.create(), environments.create()]
  const [mine, yours] = [
    await play(here, { trapExit: true }),
    await play(there, { trapExit: true }),
  ]
  const dying = await play(here)
  mine.self.link(dying.pid)
  yours.self.link(dying.pid)

  await dying.throws(new Error('over'))

  expect([mine.pid, yours.pid]).toEqual(['env-1/1', 'env-2/1'])
  expect(takeAll(mine.self.mailbox)).toEqual(['link-died'])
  expect(takeAll(yours.self.mailbox)).toEqual(['link-died'])
})

processCase('LK-27', 'a port is free again when the death of its owner is told', async () => {
  await using environment = new Environment()
  const [owner, trapping] = [await play(environment), await play(environment, { trapExit: true })]
  const first = createServer().listen(0, '127.0.0.1')
  await once(first, 'listening')
  owner.self.defer(async () => {
    await once(first.close(), 'close')
  })
  trapping.self.link(owner.pid)
  const { port } = first.address() as AddressInfo

  void owner.handle.kill()
  await trapping.self.mailbox.receive({ timeoutMs: 5_000 })

  const second = createServer().listen(port, '127.0.0.1')
  await once(second, 'listening')
  await once(second.close(), 'close')
})

processCase(
  'LK-27',
  'a program is gone when its death is told, and so are the children',
  async () => {
    await using environment = new Environment()
    const parent = await play(environment)
    const program = await parent.self.spawnOs(sleeps)
    const { osPid } = program.body
    const alive: boolean[] = []
    await listen(environment, () => alive.push(isAlive(osPid)), { link: { to: parent.pid } })
    const wasAlive = isAlive(osPid)

    await parent.handle.kill()

    expect([wasAlive, ...alive]).toEqual([true, false])
    expect(program.exit).toMatchObject({ kind: 'shutdown' })
  },
)

processCase('LK-28', 'who does not trap any more dies of a link again', async () => {
  await using environment = new Environment()
  const [once, peer] = [await play(environment), await play(environment)]
  once.self.trapExit(true)
  once.self.link(peer.pid)

  once.self.trapExit(false)
  await peer.handle.kill()

  expect(await once.handle.exited).toMatchObject({ kind: 'linked', from: peer.pid })
})

processCase('LK-29', 'a spawn is told whether to link, and with which tag', async () => {
  await using environment = new Environment()
  const parent = await play(environment, { trapExit: true })
  const plain = await play(parent.self)
  const untagged = await play(parent.self, { link: true })
  const tagged = await play(parent.self, { link: { tag: 'n' } })

  for (const child of [plain, untagged, tagged]) await child.throws(new Error('over'))

  expect(parent.self.mailbox.tryReceive()).toMatchObject({ from: untagged.pid, tag: undefined })
  expect(parent.self.mailbox.tryReceive()).toMatchObject({ from: tagged.pid, tag: 'n' })
  expect(parent.self.mailbox.size).toBe(0)
})

processCase('LK-30', 'a server that traps notices the child that failed at once', async () => {
  await using environment = new Environment()
  const parent = await environment.spawn(
    server<{ deaths: string[] }, string>({
      init: async (self) => {
        self.trapExit(true)
        const fails = (): never => {
          throw new Error('over')
        }
        await self.spawn(fails, { name: 'child', link: true })
        return { deaths: [] }
      },
      exit: ({ deaths }, { reason }) => deaths.push(reason.kind),
      request: ({ deaths }) => deaths,
    }),
  )

  expect(await parent.request('what did you notice?')).toEqual(['failure'])
})

processCase('LK-32', 'news of a death can be picked out from behind 100 messages', async () => {
  await using environment = new Environment()
  const [trapping, peer] = [await play(environment, { trapExit: true }), await play(environment)]
  trapping.self.link(peer.pid)
  const numbers = Array.from({ length: 100 }, (_, number) => number)
  for (const number of numbers) trapping.handle.send(number)
  await peer.handle.kill()
  trapping.handle.send(100)

  const news = await trapping.self.mailbox.receive({ only: 'exits', timeoutMs: 0 })

  expect(news).toMatchObject({ type: 'link-died', from: peer.pid })
  expect(takeAll(trapping.self.mailbox)).toEqual([...numbers, 100])
})

processCase('LK-32', 'messages can be picked out from behind it, too', async () => {
  await using environment = new Environment()
  const [trapping, peer] = [await play(environment, { trapExit: true }), await play(environment)]
  trapping.self.link(peer.pid)
  await peer.handle.kill()
  trapping.handle.send('text')

  const message = await trapping.self.mailbox.receive({ only: 'messages', timeoutMs: 0 })

  expect(message).toMatchObject({ data: 'text' })
  expect(takeAll(trapping.self.mailbox)).toEqual(['link-died'])
})

processCase('LK-33', 'who is dead spawns nobody', async () => {
  await using environment = new Environment()
  const parent = await play(environment)
  let hasRun = false

  void parent.handle.kill()
  const spawning = parent.self.spawn(() => (hasRun = true), { name: 'child', link: true })

  await expect(spawning).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED', pid: parent.pid })
  expect([hasRun, environment.size, environment.whereis('child')]).toEqual([false, 0, undefined])
})

processCase('LK-33', 'who is started when its parent is ended does not come to be', async () => {
  await using environment = new Environment()
  const [parent, watcher] = [await play(environment), await play(environment)]
  const prepared = Promise.withResolvers<void>()
  let hasRun = false
  const spawning = parent.self.spawn(
    { init: () => prepared.promise, run: () => (hasRun = true) },
    { name: 'child', link: true },
  )

  void parent.handle.kill({ why: 'test' })
  prepared.resolve()

  await expect(spawning).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    reason: { kind: 'linked', from: parent.pid, cause: { kind: 'killed', why: 'test' } },
  })
  expect(hasRun).toBe(false)
  expect(environment.list().map(({ pid }) => pid)).toEqual([watcher.pid])
  environment.register('child', watcher.pid)
})

processCase('LK-33', 'not even one whose init waits for ever is left', async () => {
  await using environment = new Environment()
  const parent = await play(environment)
  const spawning = parent.self.spawn(
    { init: (self) => self.mailbox.receive(), run: () => undefined },
    { name: 'child', link: true },
  )
  spawning.catch(() => undefined)

  await parent.handle.kill()

  expect(environment.list().map(({ names }) => names)).toEqual([])
})
