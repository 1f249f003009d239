import { expect } from '@jest/globals'
import { Environment, exitCodeOf } from '@sim/process'
import { importsNothingKnown, returns, traps } from '../processes/guests.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { script, sleeps } from '../processes/script.ts'

processCase(
  'EX-02',
  'who waits for the result of a failure gets its text, and links are told',
  async () => {
    await using environment = new Environment()
    const linked = await play(environment, { trapExit: true })
    const link = { to: linked.pid }

    const task = await environment.spawn(() => Promise.reject(new Error('the text')), { link })
    const guest = await environment.spawnWasm(traps(), { link })

    await expect(task.result()).rejects.toMatchObject({
      code: 'ERR_PROCESS_EXITED',
      message: expect.stringContaining('the text'),
      cause: { message: 'the text' },
    })
    await expect(guest.result()).rejects.toMatchObject({
      code: 'ERR_PROCESS_EXITED',
      message: expect.stringContaining('unreachable'),
      cause: { code: 'ERR_WASM_TRAP' },
    })
    for (const from of [task.pid, guest.pid]) {
      const news = { type: 'link-died', from, reason: { kind: 'failure' } }
      expect(linked.self.mailbox.tryReceive()).toMatchObject(news)
    }
  },
)

processCase('EX-03', 'a module without the function that is to be run is no process', async () => {
  await using environment = new Environment({ id: 'env' })
  const parent = await play(environment)

  const spawning = parent.self.spawnWasm(returns(), { entry: 'foo', link: true, name: 'guest' })

  await expect(spawning).rejects.toMatchObject({
    code: 'ERR_WASM_EXPORT',
    message: expect.stringContaining("'foo'"),
  })
  expect(environment.list()).toMatchObject([{ pid: parent.pid, state: 'running' }])
  const other = await environment.spawnWasm(returns('foo'), { entry: 'foo', name: 'guest' })
  expect(await other.exited).toEqual({ kind: 'normal', code: 0 })
})

processCase('EX-07', 'the exit code of a program is what became of its main process', async () => {
  await using environment = new Environment()
  const [ends, fails, stops] = [
    await play(environment),
    await play(environment),
    await play(environment),
  ]
  const linked = await play(environment)
  linked.self.link(fails.pid)
  const exits = await environment.spawnOs(script('exit 3'))
  const dies = await environment.spawnOs(script('kill -TERM $$'))

  const reasons = [
    await ends.returns(),
    await fails.throws(new Error('over')),
    await stops.handle.stop(),
    await linked.handle.exited,
    await exits.exited,
    await dies.exited,
  ]

  expect(reasons.map(exitCodeOf)).toEqual([0, 1, 0, 1, 3, 143])
})

processCase(
  'EX-08',
  'what cannot be started is no process, and nobody hears of it but the caller',
  async () => {
    await using environment = new Environment()
    const parent = await play(environment)
    const options = { link: true, monitor: true, name: 'child' } as const

    const starts = [
      parent.self.spawnWasm(importsNothingKnown(), options),
      parent.self.spawnWasm(Buffer.from('no module'), { ...options, name: 'b' }),
      parent.self.spawnOs({ ...sleeps, ...options, name: 'c', command: '/missing' }),
      parent.self.spawnOs({ ...sleeps, ...options, name: 'd', cwd: '/missing' }),
    ]

    expect(await Promise.allSettled(starts)).toMatchObject([
      { reason: { code: 'ERR_WASM_START' } },
      { reason: { code: 'ERR_WASM_MODULE' } },
      { reason: { code: 'ERR_SPAWN' } },
      { reason: { code: 'ERR_SPAWN' } },
    ])
    expect(environment.list()).toMatchObject([{ pid: parent.pid, state: 'running', links: [] }])
    expect(parent.self.mailbox.size).toBe(0)
    expect(environment.whereis('child')).toBeUndefined()
  },
)
