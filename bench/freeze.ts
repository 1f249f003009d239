import { FreezeController } from '@sim/freeze'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { percentile, type Row } from './statistics.ts'

/** Freeze to verified stop against the time that the kernel itself takes to show every thread stopped. */
export async function freeze(processes: number, rounds: number): Promise<Row[]> {
  const children = Array.from({ length: processes }, () =>
    spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }),
  )
  try {
    await Promise.all(children.map((child) => once(child, 'spawn')))
    return await measure(children, rounds)
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
}

async function measure(children: readonly ChildProcess[], rounds: number): Promise<Row[]> {
  const pids = children.map(({ pid }) => pid as number)
  const controller = new FreezeController({ mode: 'process' })
  for (const pid of pids) controller.register(pid)
  const ours: number[] = []
  const kernel: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await took(() => controller.freezeAtEpoch(controller.epoch)))
    controller.unfreeze()
    await until(() => pids.every((pid) => !isStopped(pid)))
    kernel.push(
      await took(async () => {
        for (const pid of pids) process.kill(pid, 'SIGSTOP')
        await until(() => pids.every(isStopped))
      }),
    )
    for (const pid of pids) process.kill(pid, 'SIGCONT')
    await until(() => pids.every((pid) => !isStopped(pid)))
  }
  const [mine, theirs] = [percentile(ours, 0.5), percentile(kernel, 0.5)]
  return [
    {
      what: `freeze ${pids.length} processes, p50`,
      ours: mine,
      bare: theirs,
      unit: 'ms',
      bound: 1.5,
    },
  ]
}

async function took(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await action()
  return performance.now() - startedAt
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate()
}

function isStopped(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1')
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'T'
  })
}
