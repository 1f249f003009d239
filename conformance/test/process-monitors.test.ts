import { expect } from '@jest/globals'
import { Environment } from '@sim/process'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { sleeps } from '../processes/script.ts'
import { takeAll } from '../processes/take-all.ts'

processCase('MN-01', 'a monitor is told of a normal end, and which monitor it was', async () => {
  await using environment = new Environment()
  const [watcher, watched] = [await play(environment), await play(environment)]
  const ref = watcher.self.monitor(watched.pid)

  await watched.returns()

  expect(watcher.self.mailbox.size).toBe(1)
  const news = watcher.self.mailbox.tryReceive()
  expect(news).toMatchObject({ type: 'process-died', from: watched.pid })
  expect(news).toMatchObject({ reason: { kind: 'normal' } })
  expect(news?.type === 'process-died' && news.ref === ref).toBe(true)
})

processCase(
  'MN-02',
  'a monitor is told why: a failure, a kill, a stop, or what a program reported',
  async () => {
    await using environment = new Environment()
    const watcher = await play(environment)
    const [fails, dies, stops] = [
      await play(environment),
      await play(environment),
      await play(environment),
    ]
    const program = await environment.spawnOs(sleeps)
    for (const { pid } of [fails, dies, stops, program]) watcher.self.monitor(pid)

    const error = new Error('over')
    await fails.throws(error)
    await dies.handle.kill({ why: 'test' })
    await stops.handle.stop({ why: 'enough' })
    await program.kill()

    const reasons = [0, 1, 2, 3].map(() => {
      const news = watcher.self.mailbox.tryReceive()
      return news?.type === 'process-died' ? news.reason : news
    })
    expect(reasons).toEqual([
      { kind: 'failure', error },
      { kind: 'killed', why: 'test' },
      { kind: 'shutdown', why: 'enough' },
      { kind: 'killed', signal: 'SIGKILL' },
    ])
  },
)

processCase(
  'MN-04',
  'a monitor that was taken back is told nothing; once more is no error',
  async () => {
    await using environment = new Environment()
    const [watcher, watched] = [await play(environment), await play(environment)]
    const [first, second] = [watcher.self.monitor(watched.pid), watcher.self.monitor(watched.pid)]

    const answers = [watcher.self.demonitor(first), watcher.self.demonitor(first)]
    await watched.returns()

    expect(answers).toEqual([true, false])
    expect(watcher.self.mailbox.size).toBe(1)
    expect(watcher.self.mailbox.tryReceive()).toMatchObject({ ref: second })
  },
)

processCase(
  'MN-06',
  'taking a monitor back takes its notice out of the mailbox, and no other',
  async () => {
    await using environment = new Environment()
    const [watcher, watched] = [await play(environment), await play(environment)]
    const [first, second] = [watcher.self.monitor(watched.pid), watcher.self.monitor(watched.pid)]
    watcher.handle.send('text')
    await watched.returns()

    watcher.self.demonitor(first)

    const { mailbox } = watcher.self
    expect(mailbox.size).toBe(2)
    const news = mailbox.tryReceive({ only: 'exits' })
    expect(news?.type === 'process-died' && news.ref === second).toBe(true)
    expect(takeAll(mailbox)).toEqual(['text'])
  },
)

processCase('MN-06', 'the notice stays if it is not to be flushed', async () => {
  await using environment = new Environment()
  const [watcher, watched] = [await play(environment), await play(environment)]
  const ref = watcher.self.monitor(watched.pid)
  await watched.returns()

  watcher.self.demonitor(ref, { flush: false })

  expect(takeAll(watcher.self.mailbox)).toEqual(['process-died'])
})

processCase('MN-07', 'a monitor kills nobody, whatever it is told', async () => {
  await using environment = new Environment()
  const watcher = await play(environment)
  const [fails, dies] = [await play(environment), await play(environment)]
  watcher.self.monitor(fails.pid)
  watcher.self.monitor(dies.pid)

  await fails.throws(new Error('over'))
  await dies.handle.kill()

  expect(watcher.handle.state).toBe('running')
  expect(takeAll(watcher.self.mailbox)).toEqual(['process-died', 'process-died'])
})

processCase('MN-08', 'the notice for a watcher that is dead is dropped', async () => {
  await using environment = new Environment()
  const [watcher, watched] = [await play(environment), await play(environment)]
  watcher.self.monitor(watched.pid)
  await watcher.handle.kill()

  expect(await watched.returns('well')).toEqual({ kind: 'normal' })
  expect(await watched.handle.result()).toBe('well')
})

processCase('MN-09', 'what a child said is read before that it ended', async () => {
  await using environment = new Environment()
  const parent = await play(environment)
  const child = await parent.self.spawn(
    (self) => {
      self.send(parent.pid, 'Hello')
    },
    { monitor: true },
  )
  await child.exited

  expect(parent.self.mailbox.tryReceive()).toMatchObject({ data: 'Hello', from: child.pid })
  expect(parent.self.mailbox.tryReceive()).toMatchObject({ type: 'process-died', from: child.pid })
})
