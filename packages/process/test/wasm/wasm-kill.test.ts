import { pollUntil } from '@sim/core'
import { expect, jest, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { copiesItsInput, loopsForever, says, sleeps, waitsForMail } from './guests.ts'
import { fakeHost, killed, startGuest } from './running-guest.ts'

const isolations = ['thread', 'process'] as const

const guests = { loopsForever, waitsForMail, copiesItsInput, sleeps }

test.each(
  isolations.flatMap((isolation) =>
    (Object.keys(guests) as (keyof typeof guests)[]).map((name) => ({ isolation, name })),
  ),
)('$name in a $isolation is killed', async ({ isolation, name }) => {
  await using guest = await startGuest(guests[name](), { isolation, messages: 'stdin' })

  await guest.body.kill(killed, 9_000)

  const status = isolation === 'process' ? { status: { signal: 'SIGKILL' } } : { value: undefined }
  expect(guest.host.ends).toEqual([status])
  expect(guest.body.kill(killed, 0)).toBeUndefined()
})

test('who is not over at the deadline is unkillable, and its end is told when it comes', async () => {
  await using guest = await startGuest(loopsForever())
  // Stands for a system call that does not return: no guest can make one.
  const deaf = jest.spyOn(Worker.prototype, 'terminate').mockResolvedValue(0)

  const first = guest.body.kill(killed, 10)
  await expect(first).rejects.toMatchObject({
    code: 'ERR_UNKILLABLE',
    message: 'guest (a thread) did not end within 10 ms of being told to',
    pid: undefined,
    deadlineMs: 10,
  })
  deaf.mockRestore()
  await guest.body.kill(killed, 9_000)

  expect(guest.host.ends).toEqual([{ value: undefined }])
})

test('a dead guest takes nothing', async () => {
  await using guest = await startGuest(waitsForMail())
  const message = { type: 'message', data: 'hello' } as const
  const alive = guest.body.deliver(message)

  const dying = guest.body.kill(killed, 9_000)
  const whileDying = guest.body.deliver(message)
  await dying
  guest.body.stop({ kind: 'shutdown' })

  expect([alive, whileDying, guest.body.deliver(message)]).toEqual([true, false, false])
})

test('only a guest in a process of its own has a number of the operating system', async () => {
  await using inThread = await startGuest(loopsForever())
  await using inProcess = await startGuest(loopsForever(), { isolation: 'process' })

  const command = await readFile(`/proc/${inProcess.body.osPid}/cmdline`, 'utf8')

  expect(inThread.body).toMatchObject({ kind: 'wasm', isolation: 'thread', osPid: undefined })
  expect(inProcess.body).toMatchObject({ kind: 'wasm', isolation: 'process' })
  expect(command).toContain('wasm-process.mjs')
})

test('a process that dies of something else says of what', async () => {
  await using guest = await startGuest(loopsForever(), { isolation: 'process' })

  process.kill(guest.body.osPid as number, 'SIGABRT')

  expect(await guest.host.over).toMatchObject({
    status: { signal: 'SIGABRT' },
    error: {
      code: 'ERR_WASM_LOST',
      message: 'guest ended without a word: its process ended: signal: aborted',
    },
  })
})

test('what was written before the end is told before it', async () => {
  const host = fakeHost()
  const said: string[] = []
  const heard: string[][] = []
  void host.over.then(() => heard.push([...said]))

  await using _guest = await startGuest(
    says('one\ntwo\nthree'),
    { onOutput: ({ text, terminated }) => said.push(`${text} ${terminated}`) },
    host,
  )
  await host.over
  await pollUntil(
    () => heard.length,
    (length) => length > 0,
    { what: 'the end' },
  )

  expect(heard).toEqual([['one true', 'two true', 'three false']])
})
