import { expect, jest, test } from '@jest/globals'
import { FreezeController, identify, kernelPort, type SignalPort } from '@sim/freeze'
import process from 'node:process'
import { areRunning, areStopped } from './kernel.ts'
import { controllerOf, fixture, runZombie, sh, sleep } from './running.ts'

jest.setTimeout(60_000)

test('a process that is gone is forgotten; when it was the only one, that is an error', async () => {
  await using ended = await sleep()
  await using alive = await sleep()
  const controller = controllerOf(ended.pid, alive.pid)
  await ended[Symbol.asyncDispose]()

  const outcome = await controller.freezeAtEpoch(0)
  const wasStopped = areStopped(alive.pid)
  await alive[Symbol.asyncDispose]()
  const report = controller.unfreeze()

  expect([outcome, wasStopped]).toEqual(['frozen', true])
  expect(report.gone).toMatchObject([{ pid: alive.pid }])
  expect(controller.members).toEqual([])
})

test('a zombie is gone: it is not signalled, and does not count as frozen', async () => {
  await using zombie = await runZombie()
  const { pid } = zombie
  const controller = new FreezeController({ mode: 'process' })
  controller.register({ pid, startTime: kernelPort().read(pid)?.startTime ?? '' })

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_PROCESS_NOT_FOUND' })
  expect(() => identify(pid)).toThrow(
    expect.objectContaining({ code: 'ERR_FREEZE_PROCESS_NOT_FOUND' }),
  )
})

test('a process with another start time is not signalled', async () => {
  await using child = await sleep()
  const { pid, startTime } = identify(child.pid)
  const controller = new FreezeController({ mode: 'process' })
  controller.register({ pid, startTime: String(Number(startTime) - 1) })

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({ code: 'ERR_FREEZE_PROCESS_NOT_FOUND' })
  expect(areRunning(pid)).toBe(true)
})

test('when one cannot be stopped, those that were are resumed', async () => {
  await using first = await sleep()
  await using refused = await sleep()
  await using last = await sh('sleep 1000 & echo $!; wait')
  const [ofLast = 0] = await last.pids()
  const controller = new FreezeController({
    mode: 'process',
    port: refusing(refused.pid),
    stopTimeoutMs: 20_000,
  })
  for (const { pid } of [first, refused, last]) controller.register(pid)

  const freezing = controller.freezeAtEpoch(0)

  await expect(freezing).rejects.toMatchObject({
    code: 'ERR_FREEZE_PERMISSION_DENIED',
    pid: refused.pid,
  })
  expect(controller.state).toBe('running')
  expect(areRunning(first.pid, refused.pid, last.pid, ofLast)).toBe(true)
})

const asRoot = process.getuid?.() === 0 ? test : test.skip

asRoot('the process of another user is refused by the kernel, and told so', async () => {
  await using child = await sleep()
  await using other = await fixture('freezes-a-stranger', [String(child.pid)])

  const told = await other.line()

  expect(told).toBe('ERR_FREEZE_PERMISSION_DENIED running')
  expect(areRunning(child.pid)).toBe(true)
})

test('listeners that throw disturb nothing, and their errors are not lost', async () => {
  await using host = await fixture('has-listeners-that-throw')

  const told = JSON.parse(await host.line()) as unknown

  expect(told).toEqual({
    outcome: 'frozen',
    resumed: 1,
    errors: ['frozen', 'now freezing', 'now frozen', 'now running', 'thawed'],
  })
})

test('the process that freezes, and its ancestors, are refused', () => {
  const controller = new FreezeController({ mode: 'process' })

  for (const pid of [process.pid, process.ppid, 1, 0, -process.pid]) {
    expect(() => controller.register(pid)).toThrow(
      expect.objectContaining({ code: 'ERR_FREEZE_DANGEROUS_PID', pid }),
    )
  }
})

/** The kernel, but for one process that it does not let us signal. */
function refusing(refused: number): SignalPort {
  const port = kernelPort()
  return {
    isSupported: port.isSupported,
    self: port.self,
    read: (pid) => port.read(pid),
    threads: (pid) => port.threads(pid),
    children: (pid, tids) => port.children(pid, tids),
    pause: (waitedMs) => port.pause(waitedMs),
    send(pid, signal) {
      if (pid === refused) throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
      port.send(pid, signal)
    },
  }
}
