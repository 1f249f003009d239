import { expect } from '@jest/globals'
import { Environment } from '@sim/process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  countsItsDirectories,
  growsBy,
  loops,
  opens,
  repeatsItsInput,
  saysIts,
} from '../processes/guests.ts'
import { play } from '../processes/player.ts'
import { processCase } from '../processes/process-case.ts'
import { runGuest } from '../processes/run-guest.ts'
import { runScript, sleeps } from '../processes/script.ts'

/** What WASI answers for what a guest may not use. */
const notCapable = 76

processCase('CF-01', 'a guest that was given nothing has nothing', async () => {
  await using environment = new Environment()
  process.env['LEAKS_FROM_HOST'] = 'yes'

  const [args, variables, input, directories] = [
    await runGuest(environment, saysIts('args')),
    await runGuest(environment, saysIts('environ')),
    await runGuest(environment, repeatsItsInput()),
    await runGuest(environment, countsItsDirectories()),
  ]
  const reasons = await Promise.all(
    [args, variables, input, directories].map(({ handle }) => handle.exited),
  )

  expect(reasons).toEqual(reasons.map(() => ({ kind: 'normal', code: 0 })))
  expect([args.text, variables.text, input.text]).toEqual(['', '', 'ready\n'])
})

processCase('CF-03', 'what is not permitted is an error, and who tried it lives', async () => {
  await using environment = new Environment()
  const { self, handle } = await play(environment, { maySpawn: false })

  await expect(self.spawnOs(sleeps)).rejects.toMatchObject({ code: 'ERR_SPAWN_DENIED' })
  await expect(self.spawnWasm(loops())).rejects.toMatchObject({ code: 'ERR_SPAWN_DENIED' })
  const guest = await environment.spawnWasm(opens('file'))

  expect(handle.state).toBe('running')
  expect(await guest.exited).toEqual({ kind: 'failure', code: expect.any(Number) })
})

processCase(
  'CF-04',
  'who needs more memory than it may have fails, and takes its parent along',
  async () => {
    await using environment = new Environment()
    const parent = await play(environment)
    const limits = { memoryBytes: 1_200_000 }

    const within = await runGuest(environment, growsBy(17), { limits })
    const beyond = await runGuest(parent.self, growsBy(18), { limits, link: true })

    expect(await within.handle.exited).toEqual({ kind: 'normal', code: 0 })
    expect(within.text).toBe('grown\n')
    expect(await beyond.handle.exited).toMatchObject({
      kind: 'failure',
      error: { code: 'ERR_WASM_TRAP' },
    })
    expect(await parent.handle.exited).toMatchObject({ kind: 'linked', from: beyond.handle.pid })
  },
)

processCase('CF-05', 'who computes for longer than it may is ended', async () => {
  await using environment = new Environment()

  const guest = await environment.spawnWasm(loops(), { limits: { wallMs: 50 } })

  expect(await guest.exited).toMatchObject({
    kind: 'failure',
    error: { code: 'ERR_WASM_LIMIT', limit: 'wallMs', allowed: 50 },
  })
})

processCase('CF-06', 'a variable is there for whom it was given to', async () => {
  await using environment = new Environment()
  process.env['LEAKS_FROM_HOST'] = 'yes'
  const env = { hello: 'world' }

  const guest = await runGuest(environment, saysIts('environ'), { env })
  const program = await runScript(environment, 'echo "$hello $LEAKS_FROM_HOST"', { env })
  await Promise.all([guest.handle.exited, program.handle.exited])

  expect(guest.text).toBe('hello=world\0')
  expect(program.lines.entries()).toMatchObject([{ text: 'world ' }])
  expect(process.env['hello']).toBeUndefined()
})

processCase('CF-07', 'a guest has the arguments that it was given, and no other', async () => {
  await using environment = new Environment()

  const guest = await runGuest(environment, saysIts('args'), { args: ['test1', 'test2'] })
  await guest.handle.exited

  expect(guest.text).toBe('test1\0test2\0')
})

for (const below of ['crates', 'crates/x', 'crates/x/src', 'crates/x/src/guest_api']) {
  processCase('CF-10', `who was given ${below} may open what lies in it`, async () => {
    await using environment = new Environment()
    using tree = new Tree()
    const path = 'crates/x/src/guest_api/file'.slice(below.length + 1)
    const grants = { '/granted': join(tree.root, below) }

    const guest = await environment.spawnWasm(opens(path), { grants })

    expect(await guest.exited).toEqual({ kind: 'normal', code: 0 })
  })
}

const outside = {
  'its parent': '../file',
  'what lies beside it': '../../other/file',
  'the root': '../../../../../../../../../../..',
  'an absolute path': '/etc/passwd',
  'a path in the root': '../../../../../../../../../../../etc/passwd',
}
for (const [what, path] of Object.entries(outside)) {
  processCase('CF-11', `who was given a directory may not open ${what}`, async () => {
    await using environment = new Environment()
    using tree = new Tree()
    const denied: string[] = []

    const guest = await environment.spawnWasm(opens(path), {
      grants: { '/granted': join(tree.root, 'crates/x/src') },
      onDenied: (text) => denied.push(text),
    })

    expect(await guest.exited).toEqual({ kind: 'failure', code: notCapable })
    expect(denied).toEqual([`Permission to '${path}' denied`])
  })
}

const spellings = { 'src/../src/./file': 0, 'src/../src/../../file': notCapable, 'src/.': 0 }
for (const [path, code] of Object.entries(spellings)) {
  processCase('CF-12', `${path} is judged by what it leads to`, async () => {
    await using environment = new Environment()
    using tree = new Tree()

    const guest = await environment.spawnWasm(opens(path), {
      grants: { '/granted': join(tree.root, 'crates/x') },
    })

    expect((await guest.exited).code).toBe(code)
  })
}

/** Directories with a file in each. */
class Tree implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'process-cases-'))

  constructor() {
    for (const below of ['crates', 'crates/x', 'crates/x/src', 'crates/x/src/guest_api', 'other']) {
      mkdirSync(join(this.root, below))
      writeFileSync(join(this.root, below, 'file'), 'text')
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true })
  }
}
