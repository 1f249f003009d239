import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { Environment, server, type MessageEnvelope, type ServerDefinition } from '@sim/process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'

const inits: Readonly<Record<string, NonNullable<ServerDefinition<undefined>['init']>>> = {
  throws: () => {
    throw new Error('Failed')
  },
  rejects: () => Promise.reject(new Error('Failed')),
  'rejects later': async () => {
    await nextTurn()
    throw new Error('Failed')
  },
}
for (const [how, init] of Object.entries(inits)) {
  processCase('AP-01', `a server whose init ${how} does not come to be`, async () => {
    await using environment = new Environment()
    const caller = await play(environment)

    const starting = caller.self.spawn(server({ init }), {
      name: 'server',
      link: true,
      monitor: true,
    })

    await expect(starting).rejects.toThrow('Failed')
    expect(environment.list()).toMatchObject([{ pid: caller.pid, state: 'running', links: [] }])
    expect([environment.whereis('server'), caller.self.mailbox.size]).toEqual([undefined, 0])
  })
}

processCase('AP-01', 'a spawn resolves when the init is over', async () => {
  await using environment = new Environment()
  const steps: string[] = []

  await environment.spawn(
    server({
      init: async () => {
        await nextTurn()
        steps.push('prepared')
      },
    }),
  )

  expect(steps).toEqual(['prepared'])
})

processCase('AP-02', 'a stop that takes longer than its limit becomes a kill', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const begun = Promise.withResolvers<void>()
  const slow = await environment.spawn(
    server({
      terminate: async (_state, _reason, self) => {
        begun.resolve()
        await self.mailbox.receive()
      },
    }),
  )
  const slower = await environment.spawn(
    server({
      terminate: () => begun.promise.then(() => new Promise(() => undefined)),
    }),
  )

  const stops = [slow, slower].map((one) => one.stop({ deadlineMs: 10, why: 'enough' }))
  await begun.promise
  clock.advance(9)
  await nextTurn()
  const before = slower.exit
  clock.advance(1)

  expect(before).toBeUndefined()
  expect(await Promise.all(stops)).toEqual([
    { kind: 'shutdown', why: 'enough' },
    { kind: 'shutdown', why: 'enough', forced: true },
  ])
  clock.advance(100)
  expect(environment.runaways).toEqual([slower.pid])
})

processCase('AP-03', 'a request gives up after its limit, and the server lives', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const slow = await environment.spawn(
    server<undefined, string>({
      request: async (_state, { data }, self) => {
        if (data === 'slowly') await self.sleep(25)
        return data
      },
    }),
  )

  const asking = slow.request('slowly', { timeoutMs: 10 })
  await nextTurn()
  clock.advance(10)

  await expect(asking).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT', timeoutMs: 10 })
  clock.advance(15)
  expect(await slow.request('quickly')).toBe('quickly')
})

processCase('AP-03', 'a request to a server that dies is over at once', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const failing = await environment.spawn(
    server({
      request: () => {
        throw new Error('over')
      },
    }),
  )

  await expect(failing.request('question')).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    pid: failing.pid,
    cause: { message: 'over' },
  })
})

processCase('AP-04', 'a child may answer for its server', async () => {
  await using environment = new Environment()
  const delegating = await environment.spawn(
    server({
      request: async (_state, { data, reply }: MessageEnvelope, self) => {
        await self.spawn(() => reply?.(`${String(data)}, says the child`))
      },
    }),
  )

  expect(await delegating.request('hello')).toBe('hello, says the child')
})

processCase('AP-04', 'a request that nobody answers gives up', async () => {
  const clock = new ManualClock()
  await using environment = new Environment({ clock })
  const silent = await environment.spawn(server({ request: () => undefined }))

  const asking = silent.request('hello', { timeoutMs: 10 })
  await nextTurn()
  clock.advance(10)

  await expect(asking).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' })
  expect(silent.state).toBe('running')
})

processCase('AP-05', 'what an init sends to itself is worked off after it', async () => {
  await using environment = new Environment()
  const counting = await environment.spawn(
    server<{ count: number }>({
      init: (self) => {
        self.send(self.pid, 'one more')
        return { count: 0 }
      },
      message: (state, { data }, self) => {
        state.count += 1
        if (state.count < 10) self.send(self.pid, data)
      },
      request: ({ count }) => count,
    }),
  )

  let count = await counting.request<number>('how many?')
  while (count < 10) count = await counting.request<number>('how many?')

  expect(count).toBe(10)
})
