import type { Environment, Self, SupervisorSpec } from '@sim/process'

/** Asks the counter to reply as soon as it has so many lines. */
export interface Threshold {
  readonly lines: number
}

/** Counts the lines that it is sent, and replies to each threshold when it is reached. */
export async function counter(self: Self<string | Threshold>): Promise<void> {
  let lines = 0
  const waiting: { readonly lines: number; readonly reply: (answer: unknown) => void }[] = []
  for await (const envelope of self.mailbox) {
    if (envelope.type !== 'message') continue
    const { data, reply } = envelope
    if (typeof data === 'string') lines += 1
    else if (reply !== undefined) waiting.push({ lines: data.lines, reply })
    for (const one of waiting) if (one.lines <= lines) one.reply(lines)
  }
}

/**
 * A program that writes a log, and a task that counts its lines. Neither is worth anything without the other: when one
 * of them ends, both begin anew, three times in five seconds at the most.
 */
export function logPipeline(environment: Environment, script: string): SupervisorSpec {
  return {
    strategy: 'one_for_all',
    intensity: 3,
    children: [
      { id: 'counter', start: (spawner) => spawner.spawn(counter, { name: 'counter' }) },
      {
        id: 'writer',
        start: (spawner) =>
          spawner.spawnOs({
            name: 'writer',
            command: '/bin/sh',
            args: ['-c', script],
            env: {},
            stdin: 'pipe',
            onOutput: ({ text }) => environment.send('counter', text),
          }),
      },
    ],
  }
}
