import { expect } from '@jest/globals'
import { ManualClock } from '@sim/core'
import { Environment } from '@sim/process'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  exitsWith,
  hasNoMemory,
  loops,
  opens,
  recurses,
  repeatsItsInput,
  traps,
} from '../processes/guests.ts'
import { host } from '../processes/host.ts'
import { untilGone } from '../processes/kernel-facts.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { runGuest } from '../processes/run-guest.ts'
import { startStubborn } from '../processes/stubborn.ts'

const isolations = ['thread', 'process'] as const

processCase('ND-30', 'the exit or the trap of a guest is not that of its host', async () => {
  await using environment = new Environment()
  const said: string[] = []
  const { args = [], ...rest } = host('outlives-a-guest-that-exits', {
    onOutput: ({ text }) => said.push(text),
  })
  const modules = [exitsWith(7), traps()].map((module) => Buffer.from(module).toString('base64'))

  const program = await environment.spawnOs({ ...rest, args: [...args, ...modules] })

  expect(await program.exited).toEqual({ kind: 'normal', code: 0 })
  expect(said).toEqual(['failure 7', 'failure ERR_WASM_TRAP'])
})

processCase('ND-31', 'a guest is not let into a pipe that would block it for ever', async () => {
  await using environment = new Environment()
  const directory = mkdtempSync(join(tmpdir(), 'process-cases-'))
  execFileSync('mkfifo', [join(directory, 'pipe')])

  const guest = await environment.spawnWasm(opens('pipe'), { grants: { '/granted': directory } })
  const reason = await guest.exited
  rmSync(directory, { recursive: true })

  expect(reason).toEqual({ kind: 'failure', code: expect.any(Number) })
})

processCase(
  'ND-31',
  'a kill that has no effect says so at its deadline, whatever it was to end',
  async () => {
    const clock = new ManualClock()
    await using environment = new Environment({ clock })
    const stubborn = await startStubborn(environment, { kind: 'wasm' })

    const killing = stubborn.handle.kill({ deadlineMs: 50 })
    clock.advance(50)

    await expect(killing).rejects.toMatchObject({ code: 'ERR_UNKILLABLE', deadlineMs: 50 })
    stubborn.dies()
    expect(await stubborn.handle.kill()).toMatchObject({ kind: 'killed' })
  },
)

processCase('ND-32', 'what a guest is given to read ends, and it need not wait', async () => {
  await using environment = new Environment()

  const guest = await runGuest(environment, repeatsItsInput(), { stdin: 'given\n' })

  expect(await guest.handle.exited).toEqual({ kind: 'normal', code: 0 })
  expect(guest.text).toBe('ready\ngiven\n')
})

for (const isolation of isolations) {
  const options = { isolation, messages: 'stdin' } as const

  processCase('ND-32', `a guest in a ${isolation} that waits for input is killed`, async () => {
    await using environment = new Environment()
    const guest = await runGuest(environment, repeatsItsInput(), options)
    await guest.says('ready')
    guest.handle.send('text\n')
    await guest.says('text')

    expect(await guest.handle.kill()).toMatchObject({ kind: 'killed' })
  })

  processCase('ND-34', `a stop is the end of the input of a guest in a ${isolation}`, async () => {
    await using environment = new Environment()
    const guest = await runGuest(environment, repeatsItsInput(), options)
    await guest.says('ready')
    guest.handle.send('last words\n')

    const reason = await guest.handle.stop({ deadlineMs: Infinity })

    expect(reason).toEqual({ kind: 'shutdown', code: 0 })
    expect(guest.text).toBe('ready\nlast words\n')
  })

  processCase(
    'KL-08',
    `a guest in a ${isolation} that reads what never comes is killed`,
    async () => {
      await using environment = new Environment()
      const linked = await play(environment, { trapExit: true })
      const guest = await runGuest(environment, repeatsItsInput(), {
        ...options,
        link: { to: linked.pid },
      })
      await guest.says('ready')

      await guest.handle.kill({ why: 'test' })

      expect(linked.self.mailbox.tryReceive()).toMatchObject({
        reason: { kind: 'killed', why: 'test' },
      })
    },
  )

  processCase(
    'ND-33',
    `a host is not kept by guests in a ${isolation}, and keeps none`,
    async () => {
      await using environment = new Environment()
      const said: string[] = []
      const modules = [loops(), repeatsItsInput()].map((one) => Buffer.from(one).toString('base64'))
      const { args = [], ...rest } = host('exits-beside-guests', {
        onOutput: ({ text }) => said.push(text),
      })

      const program = await environment.spawnOs({ ...rest, args: [...args, isolation, ...modules] })

      expect(await program.exited).toEqual({ kind: 'normal', code: 0 })
      const osPids = JSON.parse(said[0] ?? '[]') as number[]
      expect(osPids).toHaveLength(2)
      await untilGone(osPids.filter((osPid) => osPid !== 0))
    },
  )
}

const failures = {
  traps: [traps(), 'RuntimeError: unreachable'],
  'calls itself for ever': [recurses(), 'RangeError: Maximum call stack size exceeded'],
  'writes without a memory': [hasNoMemory(), expect.any(String)],
} as const
for (const [how, [module, message]] of Object.entries(failures)) {
  processCase('ND-35', `a guest that ${how} has failed, and the engine says why`, async () => {
    await using environment = new Environment()

    const guest = await environment.spawnWasm(module)

    expect(await guest.exited).toMatchObject({
      kind: 'failure',
      error: { code: 'ERR_WASM_TRAP', message },
    })
  })
}
