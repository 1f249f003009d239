import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { Environment, MemoryMetrics, type Pid, type ProcessLog } from '@sim/process'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { sleeps } from '../processes/script.ts'

processCase(
  'LG-01',
  'a failure is told with its links, and in full to who wants to know',
  async () => {
    const { log, lines } = remembering()
    await using environment = new Environment({ id: 'env', log })
    const players = [1, 2, 3].map(() => play(environment, { trapExit: true }))
    const [one, two, three] = await Promise.all(players)
    const failing = await play(environment)
    for (const peer of [one, two]) failing.self.link(peer?.pid as Pid)
    three?.self.monitor(failing.pid)

    await failing.throws(new Error('out of luck'))

    const fields = { pid: 'env/4', names: [], links: 2, reason: { kind: 'failure' } }
    expect(lines).toMatchObject([
      ['warn', 'Process 4 failed, notifying: 2 links', fields],
      ['debug', expect.stringContaining('out of luck'), fields],
    ])
  },
)

processCase('LG-01', 'who does not want to know is told how', async () => {
  const { log, lines } = remembering()
  await using environment = new Environment({ log: { warn: log.warn } })

  await (await play(environment)).throws(new Error('out of luck'))

  const text = expect.stringMatching(/^Process 1 failed, notifying: 0 links .*debug/)
  expect(lines.map(([level, line]) => [level, line])).toEqual([['warn', text]])
})

processCase('LG-02', 'a process is called by all its names, in their order', async () => {
  const { log, lines } = remembering()
  await using environment = new Environment({ log })
  const failing = await play(environment, { name: 'web/api' })
  environment.register('short', failing.pid)
  environment.register('a third', failing.pid)
  environment.unregister('short')
  environment.register('short', failing.pid)

  await failing.throws(new Error('over'))

  const text = "Process 'web/api' / 'a third' / 'short' failed, notifying: 0 links"
  const names = ['web/api', 'a third', 'short']
  expect(lines[0]).toMatchObject(['warn', text, { names }])
})

processCase('LG-03', 'so is one that was killed', async () => {
  const { log, lines } = remembering()
  await using environment = new Environment({ log })
  const peer = await play(environment, { trapExit: true })
  const [named, nameless] = [await play(environment, { name: 'web' }), await play(environment)]
  named.self.link(peer.pid)

  await named.handle.kill()
  await nameless.handle.kill()

  expect(lines).toMatchObject([
    ['warn', "Process 'web' was killed, notifying: 1 links", { reason: { kind: 'killed' } }],
    ['warn', 'Process 3 was killed, notifying: 0 links', { links: 0 }],
  ])
})

processCase('LG-03', 'who went with a link is told of as such', async () => {
  const { log, lines } = remembering()
  await using environment = new Environment({ id: 'env', log })
  const [first, second] = [await play(environment), await play(environment)]
  second.self.link(first.pid)

  await first.handle.kill()

  expect(lines.map(([, text]) => text)).toEqual([
    'Process 1 was killed, notifying: 1 links',
    'Process 2 was killed by its link to env/1, notifying: 0 links',
  ])
})

processCase('LG-04', 'an end that was expected is no line', async () => {
  const { log, lines } = remembering()
  await using environment = new Environment({ log })
  const [ends, stops] = [await play(environment), await play(environment)]
  const program = await environment.spawnOs({ ...sleeps, args: ['-c', 'exit 0'] })

  await ends.returns()
  await stops.handle.stop()
  await program.exited

  expect(lines).toEqual([])
})

processCase('MT-02', 'a trapped death is counted, and stands in the gauge', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ metrics })
  const trapping = await play(environment, { trapExit: true })
  const [first, second] = [await play(environment), await play(environment)]
  for (const { pid } of [first, second]) trapping.self.link(pid)
  const figures = () =>
    [
      'lunatic.process.links.alive',
      'lunatic.process.messages.send',
      'lunatic.process.messages.outstanding',
      'lunatic.process.messages.link_died.count',
    ].map((name) => metrics.read(name))
  const before = figures()

  await first.throws(new Error('over'))
  const after = figures()
  trapping.self.mailbox.tryReceive()

  expect(before).toEqual([2, 0, 0, 0])
  expect(after).toEqual([1, 1, 1, 1])
  expect(figures()).toEqual([1, 1, 0, 1])
})

processCase('MT-05', 'the gauge of links is their sum, and falls with every death', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ metrics })
  const links = () => metrics.read('lunatic.process.links.alive')
  const [a, b, c, d] = [
    await play(environment),
    await play(environment, { trapExit: true }),
    await play(environment, { trapExit: true }),
    await play(environment, { trapExit: true }),
  ]
  for (const { pid } of [b, c, d]) a.self.link(pid)
  b.self.link(c.pid)
  c.self.link(b.pid)
  const all = links()

  await a.handle.kill()
  const withoutA = links()
  c.self.unlink(b.pid)

  expect([all, withoutA, links()]).toEqual([4, 1, 0])
})

processCase('MT-06', 'the gauge of processes is how many live', async () => {
  const metrics = new MemoryMetrics()
  await using environment = new Environment({ id: 'env', metrics })
  const seen: number[] = []
  using _events = environment.subscribe(({ type }) => {
    if (type === 'spawned' || type === 'exited') seen.push(count())
  })
  const count = () =>
    metrics.read('lunatic.process.environment.process.count', { environment: 'env' })

  const [one, two] = [await play(environment), await environment.spawnOs(sleeps)]
  await one.returns()
  await two.kill()

  expect(seen).toEqual([1, 2, 1, 0])
  expect(count()).toBe(environment.size)
})

const timers = ['started', 'active', 'completed', 'canceled'] as const

processCase('MT-07', 'a timer for nobody ends like any other', async () => {
  const [metrics, clock] = [new MemoryMetrics(), new ManualClock()]
  await using environment = new Environment({ id: 'env', metrics, clock })
  const figures = () => timers.map((name) => metrics.read(`lunatic.timers.${name}`))
  const undelivered: unknown[] = []
  using _events = environment.subscribe((event) => undelivered.push(event))

  environment.sendAfter('env/99' as Pid, 'text', 10)
  const whileItRuns = figures()
  clock.advance(10)

  expect(whileItRuns).toEqual([1, 1, 0, 0])
  expect(figures()).toEqual([1, 0, 1, 0])
  expect(undelivered).toMatchObject([{ type: 'undelivered', to: 'env/99' }])
})

processCase('MT-07', 'a timer ends with its owner', async () => {
  const [metrics, clock] = [new MemoryMetrics(), new ManualClock()]
  await using environment = new Environment({ metrics, clock })
  const [owner, other] = [await play(environment), await play(environment)]
  owner.self.sendAfter(other.pid, 'text', 10)

  await owner.handle.kill()
  clock.advance(10)

  expect(timers.map((name) => metrics.read(`lunatic.timers.${name}`))).toEqual([1, 0, 0, 1])
  expect(other.self.mailbox.size).toBe(0)
})

processCase('TM-03', 'what was called off is not sent', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const { self } = await play(environment)
  const [called, kept] = [
    self.sendAfter(self.pid, 'called off', 10),
    self.sendAfter(self.pid, 'kept', 10),
  ]

  called.cancel()
  clock.advance(25)

  expect(self.mailbox.size).toBe(1)
  expect(self.mailbox.tryReceive()).toMatchObject({ data: 'kept' })
  expect(kept.cancel()).toBe(false)
})

processCase('TM-04', 'a timer is called off once', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const { self } = await play(environment)

  const timer = self.sendAfter(self.pid, 'text', 10)

  expect([timer.cancel(), timer.cancel()]).toEqual([true, false])
})

/** A log, and its lines so far. */
function remembering(): { readonly log: Required<ProcessLog>; readonly lines: unknown[][] } {
  const lines: unknown[][] = []
  const at =
    (level: string) =>
    (...line: unknown[]) =>
      void lines.push([level, ...line])
  return { log: { debug: at('debug'), warn: at('warn') }, lines }
}
