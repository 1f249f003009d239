import { expect } from '@jest/globals'
import { Environment } from '@sim/process'
import {
  exitsWith,
  fillsItsHeap,
  growsBy,
  loops,
  sendsTo,
  serves,
  traps,
  waits,
} from '../processes/guests.ts'
import { isAlive } from '../processes/kernel-facts.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { runGuest } from '../processes/run-guest.ts'
import { takeAll } from '../processes/take-all.ts'

const isolations = ['thread', 'process'] as const
const endless = { computes: loops(), waits: waits() }
for (const isolation of isolations) {
  for (const [what, module] of Object.entries(endless)) {
    processCase('ND-20', `a guest that ${what} for ever in a ${isolation} is killed`, async () => {
      await using environment = new Environment()
      const guest = await environment.spawnWasm(module, { isolation })

      expect(await guest.kill()).toMatchObject({ kind: 'killed' })
      expect(guest.body.osPid === undefined || !isAlive(guest.body.osPid)).toBe(true)
    })
  }

  processCase(
    'ND-21',
    `a guest in a ${isolation} that exits with 3 has failed with it`,
    async () => {
      await using environment = new Environment()

      const [fails, ends] = [
        await environment.spawnWasm(exitsWith(3), { isolation }),
        await environment.spawnWasm(exitsWith(0), { isolation }),
      ]

      expect(await fails.exited).toEqual({ kind: 'failure', code: 3 })
      expect(await ends.exited).toEqual({ kind: 'normal', code: 0 })
      expect(await ends.result()).toBe(0)
    },
  )

  processCase('ND-24', `what a guest in a ${isolation} sent is there before its end`, async () => {
    await using environment = new Environment()
    const reader = await play(environment, { name: 'reader', trapExit: true })

    const guest = await environment.spawnWasm(sendsTo('reader', 4), {
      isolation,
      link: { to: reader.pid },
    })
    await guest.exited

    const { mailbox } = reader.self
    expect(mailbox.tryReceive()).toMatchObject({ data: 'a', from: guest.pid })
    expect(mailbox.tryReceive()).toMatchObject({ data: 'b', from: guest.pid })
    expect(mailbox.tryReceive()).toMatchObject({ type: 'link-died', reason: { code: 4 } })
  })
}

processCase('ND-22', 'what went wrong first in a guest is why it failed', async () => {
  await using environment = new Environment()
  const linked = await play(environment, { trapExit: true })

  const guest = await runGuest(environment, traps(), { link: { to: linked.pid } })
  const reason = await guest.handle.exited
  await guest.handle.kill()

  expect(reason).toMatchObject({ kind: 'failure', error: { code: 'ERR_WASM_TRAP' } })
  expect(guest.handle.exit).toBe(reason)
  expect(guest.text).toBe('before it\n')
  expect(takeAll(linked.self.mailbox)).toEqual(['link-died'])
})

processCase('ND-25', 'a guest that is dead takes nothing, and dies no second time', async () => {
  await using environment = new Environment()
  const guest = await environment.spawnWasm(serves())
  const wasTaken = guest.send('text')

  const reason = await guest.stop()

  expect(wasTaken).toBe(true)
  expect(reason).toEqual({ kind: 'shutdown', code: 0 })
  expect([guest.send('text'), environment.send(guest.pid, 'text')]).toEqual([false, false])
  expect(await guest.kill()).toBe(reason)
})

for (const isolation of isolations) {
  processCase(
    'ND-26',
    `a guest that uses up the heap of its ${isolation} has failed for it`,
    async () => {
      await using environment = new Environment()
      const limits = { jsHeapMb: 16 }

      const guest = await environment.spawnWasm(fillsItsHeap(), { isolation, limits })

      expect(await guest.exited).toMatchObject({
        kind: 'failure',
        error: { code: 'ERR_WASM_LIMIT', limit: 'jsHeapMb', allowed: 16 },
      })
    },
  )
}

processCase('ND-27', 'the memory of a guest has a limit of its own', async () => {
  await using environment = new Environment()
  const jsHeapMb = 16
  const memoryBytes = 2 ** 20

  const unlimited = await runGuest(environment, growsBy(1_600), { limits: { jsHeapMb } })
  const limited = await runGuest(environment, growsBy(1_600), { limits: { jsHeapMb, memoryBytes } })

  expect(await unlimited.handle.exited).toEqual({ kind: 'normal', code: 0 })
  expect(await limited.handle.exited).toMatchObject({ error: { code: 'ERR_WASM_TRAP' } })
})
