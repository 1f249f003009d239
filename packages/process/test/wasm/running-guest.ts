import { Log, systemClock, waitFor, type Clock } from '@sim/core'
import { wasmBody, type WasmBody } from '../../src/wasm/wasm-body.ts'
import type { WasmOptions, WasmSource } from '../../src/wasm/wasm-options.ts'
import type { BodyEnd, BodyHost } from '../../src/kernel/body.ts'
import type { ExitReason } from '../../src/kernel/exit-reason.ts'
import type { Pid } from '../../src/kernel/pid.ts'
import type { OutputLine } from '../../src/os/output-lines.ts'

/** What a guest sent. */
export interface Sent {
  readonly to: string
  readonly data: unknown
  readonly tag: unknown
}

/** Stands for the kernel. */
export interface FakeHost extends BodyHost {
  readonly ends: BodyEnd[]
  /** Resolves with the first end. */
  readonly over: Promise<BodyEnd>
  readonly sent: Sent[]
}

/** A guest that runs, and what is known of it. */
export interface RunningGuest extends AsyncDisposable {
  readonly body: WasmBody
  readonly host: FakeHost
  readonly lines: Log<OutputLine>
  /** Resolves when there are so many lines. */
  written(count: number): Promise<void>
}

export const killed: ExitReason = { kind: 'killed' }

export function fakeHost(clock: Clock = systemClock, send = () => true): FakeHost {
  const over = Promise.withResolvers<BodyEnd>()
  const ends: BodyEnd[] = []
  const sent: Sent[] = []
  return {
    pid: 'test/1' as Pid,
    name: 'guest',
    clock,
    calledOff: new AbortController().signal,
    ends,
    over: over.promise,
    sent,
    ended(end) {
      ends.push(end)
      over.resolve(end)
    },
    send(to, data, options) {
      sent.push({ to, data, tag: options?.tag })
      return send()
    },
  }
}

/** Starts a guest whose output is kept. */
export async function startGuest(
  source: WasmSource,
  options: WasmOptions = {},
  host = fakeHost(),
): Promise<RunningGuest> {
  const lines = new Log<OutputLine>()
  const onOutput = (line: OutputLine) => {
    lines.append(line)
  }
  const body = await wasmBody(source, { onOutput, ...options })(host)
  return {
    body,
    host,
    lines,
    async written(count) {
      await waitFor(lines, () => lines.size >= count, {
        what: `${count} lines of the guest`,
        timeoutMs: 15_000,
      })
    },
    async [Symbol.asyncDispose]() {
      await body.kill(killed, 9_000)
      await host.over
    },
  }
}

/** Runs a guest to its end. */
export async function runGuest(source: WasmSource, options: WasmOptions = {}, host = fakeHost()) {
  await using guest = await startGuest(source, options, host)
  const end = await host.over
  return { end, lines: guest.lines.entries(), text: textOf(guest.lines) }
}

/** All that stdout said, lines parted by line feeds. */
export function textOf(lines: Log<OutputLine>): string {
  return lines
    .entries()
    .filter(({ stream }) => stream === 'stdout')
    .map(({ text, terminated }) => text + (terminated ? '\n' : ''))
    .join('')
}
