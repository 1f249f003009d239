import { expect } from '@jest/globals'
import { Environment, type Pid, type TaskFunction } from '@sim/process'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { takeAll } from '../processes/take-all.ts'

const waits: Readonly<Record<string, TaskFunction>> = {
  'a message': (self) => self.mailbox.receive(),
  'a message with a tag': (self) => self.mailbox.receive({ tags: [1], timeoutMs: 60_000 }),
  'the time to pass': (self) => self.sleep(60_000),
  'an answer': (self) => self.request(self.pid, 'question', { timeoutMs: 60_000 }),
}
for (const [what, wait] of Object.entries(waits)) {
  processCase('KL-04', `a kill ends in the same turn who waits for ${what}`, async () => {
    await using environment = new Environment()
    const begun = Promise.withResolvers<void>()
    let outcome: Promise<unknown> = Promise.resolve()
    const waiting = await environment.spawn((self) => {
      outcome = Promise.resolve(wait(self)).catch((error: unknown) => error)
      begun.resolve()
      return outcome
    })
    await begun.promise

    void waiting.kill()

    expect(waiting.exit).toEqual({ kind: 'killed' })
    expect(await outcome).toMatchObject({ code: 'ERR_PROCESS_EXITED', pid: waiting.pid })
    expect(environment.runaways).toEqual([])
  })
}

processCase('KL-05', 'a kill of who is dead resolves with the reason that it died of', async () => {
  await using environment = new Environment()
  const dead = await play(environment)
  const reason = await dead.returns()

  expect(await dead.handle.kill({ why: 'too late' })).toBe(reason)
  expect(await dead.handle.kill()).toBe(reason)
})

processCase('KL-05', 'a kill of who never was is no error', () => {
  const environment = new Environment({ id: 'env' })

  expect(environment.signal('env/99' as Pid, { type: 'Kill' })).toBe(false)
})

processCase('KL-06', 'who kills itself runs on until it waits, and reaches nobody', async () => {
  await using environment = new Environment()
  const other = await play(environment)
  const steps: string[] = []

  const suicidal = await environment.spawn(async (self) => {
    environment.signal(self.pid, { type: 'Kill', why: 'tired' })
    steps.push('after the kill')
    expect(() => self.send(other.pid, 'text')).toThrow(
      expect.objectContaining({ code: 'ERR_PROCESS_EXITED' }),
    )
    await self.mailbox.receive()
    steps.push('after a wait')
  })

  const reason = { kind: 'killed', why: 'tired' }
  expect(await suicidal.exited).toEqual(reason)
  await expect(suicidal.result()).rejects.toMatchObject({ code: 'ERR_PROCESS_EXITED', reason })
  expect(steps).toEqual(['after the kill'])
  expect(other.self.mailbox.size).toBe(0)
})

const ends: Readonly<Record<string, TaskFunction>> = {
  'throws at once': () => {
    throw new Error('over')
  },
  'rejects later': async (self) => {
    await self.sleep(1)
    throw new Error('over')
  },
  'throws what is no error': () => {
    throw 'over'
  },
}
for (const [how, body] of Object.entries(ends)) {
  processCase('KL-09', `a function that ${how} is a failure like any other`, async () => {
    await using environment = new Environment()
    const told = await play(environment, { trapExit: true })

    const failing = await environment.spawn(body, { link: { to: told.pid }, name: 'failing' })
    told.self.monitor(failing.pid)
    const reason = await failing.exited

    const error = expect.objectContaining({ message: expect.stringContaining('over') })
    expect(reason).toEqual({ kind: 'failure', error })
    expect(takeAll(told.self.mailbox)).toEqual(['link-died', 'process-died'])
    expect(environment.list().map(({ pid }) => pid)).toEqual([told.pid])
    expect(environment.whereis('failing')).toBeUndefined()
  })
}

processCase('KL-10', 'the signal of a spawn is no way past the kernel', async () => {
  await using environment = new Environment()
  const told = await play(environment, { trapExit: true })
  const controller = new AbortController()
  const aborted = await play(environment, { signal: controller.signal })
  told.self.link(aborted.pid)
  told.self.monitor(aborted.pid)
  const isReleased = Promise.withResolvers<boolean>()
  aborted.self.defer(() => isReleased.resolve(true))

  controller.abort(new Error('from outside'))

  expect(await aborted.handle.exited).toMatchObject({ kind: 'killed' })
  expect(takeAll(told.self.mailbox)).toEqual(['link-died', 'process-died'])
  expect(await isReleased.promise).toBe(true)
  expect(environment.get(aborted.pid)).toBeUndefined()
})

processCase('KL-11', 'a parent that kills its linked child dies of it', async () => {
  await using environment = new Environment()
  const parent = await environment.spawn(async (self) => {
    const child = await self.spawn((other) => other.mailbox.receive(), { link: true })
    await child.kill()
    await self.mailbox.receive()
  })

  const reason = await parent.exited

  expect(reason).toMatchObject({ kind: 'linked', cause: { kind: 'killed', by: parent.pid } })
})

processCase('KL-11', 'one that traps lives, and knows that it was the kill', async () => {
  await using environment = new Environment()
  const parent = await play(environment, { trapExit: true })
  const child = await play(parent.self, { link: { tag: 1 } })

  await child.handle.kill({ why: 'test' })

  expect(parent.self.mailbox.tryReceive({ tags: [1] })).toMatchObject({
    reason: { kind: 'killed', why: 'test' },
  })
  expect(parent.handle.state).toBe('running')
})
