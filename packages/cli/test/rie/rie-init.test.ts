import { expect, test } from '@jest/globals'
import process from 'node:process'
import { ExtensionDirectory } from './extension-directory.ts'
import { fixture, RunningRie } from './running-rie.ts'

const doesAsTold = [process.execPath, fixture('does-as-told.mjs'), 'index.handler']
const node = (name: string, ...args: readonly string[]) => [
  process.execPath,
  fixture(name),
  ...args,
]

test("init is a part of the first invocation, and of the function's time", async () => {
  await using rie = await RunningRie.start(doesAsTold, {
    env: { AWS_LAMBDA_FUNCTION_TIMEOUT: '60' },
  })
  const calledAt = Date.now()

  const { text } = await rie.tell({ tell: 'startedAt' })

  const { startedAt, deadlineMs } = JSON.parse(text) as Record<string, number>
  expect(deadlineMs! - 60_000).toBeGreaterThanOrEqual(calledAt)
  expect(deadlineMs! - 60_000).toBeLessThanOrEqual(startedAt!)
})

test('a time-out in init is one time-out, and the next invocation has an init of its own', async () => {
  await using rie = await RunningRie.start(['sleep', '1000'], {
    flags: ['--log-level=debug'],
    env: { AWS_LAMBDA_FUNCTION_TIMEOUT: '1' },
  })

  const answers = [await rie.tell({}), await rie.tell({})]

  const late = { status: 200, text: 'Task timed out after 1.00 seconds' }
  expect(answers).toEqual([late, late])
  const starts = rie.stderr.entries().filter((line) => line.includes('runtime started'))
  expect(starts).toHaveLength(2)
})

test('an init that fails is not tried again for the same caller', async () => {
  await using rie = await RunningRie.start(node('reports-init-error.mjs', 'silently'), {
    flags: ['--log-level=debug'],
  })

  await rie.tell({})
  await rie.says(/phase reset -> dormant/)

  const starts = rie.stderr.entries().filter((line) => line.includes('runtime started'))
  expect(starts).toHaveLength(1)
  expect(rie.stdout.entries()).toEqual([expect.stringMatching(/^START /)])
})

test.each([
  { args: [], text: '{"errorMessage":"no disk"}' },
  { args: ['silently'], text: '' },
])(
  'what the first init failed with is said of a later crash, too: $text',
  async ({ args, text }) => {
    await using rie = await RunningRie.start(node('fails-once.mjs', ...args))

    const first = await rie.tell({})
    const answered = await rie.tell({ answer: 'fine' })
    const crashed = await rie.tell({ exit: 3 })

    expect([first, answered, crashed]).toEqual([
      { status: 502, text },
      { status: 200, text: 'fine' },
      { status: 502, text },
    ])
  },
)

test('a later init that fails is told as Lambda tells it', async () => {
  await using rie = await RunningRie.start([
    '/bin/sh',
    '-c',
    `if mkdir was-here 2>/dev/null; then exec "$0" "$1"; fi; exit 7`,
    ...doesAsTold,
  ])

  await rie.tell({ exit: 3 })
  const { status, text } = await rie.tell({})

  expect(status).toBe(502)
  expect(JSON.parse(text)).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/Runtime exited with error: exit status 7$/),
  })
})

test('extensions hear why everything ends in the words of the emulator', async () => {
  using directory = new ExtensionDirectory()
  const env = { AWS_LAMBDA_FUNCTION_TIMEOUT: '2' }
  const { flags } = directory
  await using rie = await RunningRie.start(node('fails-once.mjs'), { flags, env })

  await rie.tell({})
  await rie.tell({ exit: 3 })
  await rie.tell({ hang: true })
  await rie.tell({})
  rie.signal('SIGTERM')
  await rie.ended

  const heard = rie.stdout.entries().map((line) => /got SHUTDOWN (\w+)$/.exec(line)?.[1])
  expect(heard.filter((reason) => reason !== undefined)).toEqual([
    'spindown',
    'ReleaseFail',
    'Timeout',
    'SandboxTerminated',
  ])
})

test('eleven extensions are one too many', async () => {
  using directory = new ExtensionDirectory(
    'watches.mjs',
    Array.from({ length: 11 }, (_one, index) => `watches-${index}.mjs`),
  )
  const { flags } = directory
  await using rie = await RunningRie.start(doesAsTold, { flags })

  const answer = await rie.tell({})

  expect(answer).toEqual({ status: 502, text: '' })
  await rie.says(/Extension\.LaunchError/)
})
