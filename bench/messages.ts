import { Environment, type Pid, type Self } from '@sim/process'
import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import type { Row } from './statistics.ts'

/** How long so many messages take between two tasks: in one direction, and to and fro. */
export async function messages(count: number): Promise<Row[]> {
  const million = 1_000_000 / count
  return [
    row('a million messages to a task', (await streamed(count)) * million),
    row('a million messages to and fro', (await answered(count)) * million),
  ]
}

function row(what: string, ms: number): Row {
  return { what, ours: ms, unit: 'ms', bound: 2_000 }
}

async function streamed(count: number): Promise<number> {
  await using environment = new Environment()
  const reader = await environment.spawn(async ({ mailbox }) => {
    for (let read = 0; read < count; read += 1) await mailbox.receive()
  })
  return await took(async () => {
    await environment.spawn((self) => write(self, reader.pid, count))
    await reader.result()
  })
}

async function write(self: Self, to: Pid, count: number): Promise<void> {
  for (let written = 1; written <= count; written += 1) {
    self.send(to, written)
    // As a task that gets its data from somewhere would.
    if (written % 1_000 === 0) await setImmediate()
  }
}

async function answered(count: number): Promise<number> {
  await using environment = new Environment()
  const echo = await environment.spawn(async (self) => {
    for await (const message of self.mailbox) {
      if (message.type === 'message') self.send(message.from as Pid, message.data)
    }
  })
  return await took(async () => {
    const asker = await environment.spawn(async (self) => {
      for (let asked = 0; asked < count / 2; asked += 1) {
        self.send(echo.pid, asked)
        await self.mailbox.receive()
      }
    })
    await asker.result()
  })
}

async function took(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
