import { Cell, waitFor } from '@sim/core'
import { listen } from '@sim/protocol'
import type { Simulator } from '@sim/simulator'
import { json } from 'node:stream/consumers'

/** An event as it arrived. */
export interface Arrived {
  readonly type: string
  readonly record: unknown
}

/** What a subscription asks for. */
export interface Wanted {
  readonly api?: 'telemetry' | 'logs'
  readonly schemaVersion?: string
  readonly types?: readonly string[]
  readonly timeoutMs?: number
  /** It takes what it is sent, and never answers. */
  readonly hangs?: boolean
}

/**
 * Plays the extension `late`, which registers for nothing and subscribes to what is printed. To be started without a command
 * among the simulator's extensions.
 */
export class LogSubscriber implements AsyncDisposable {
  readonly #told: Cell<readonly Arrived[]>
  readonly #server: Awaited<ReturnType<typeof listen>>

  private constructor(told: Cell<readonly Arrived[]>, server: Awaited<ReturnType<typeof listen>>) {
    this.#told = told
    this.#server = server
  }

  /** Resolves when it has subscribed and asks for its first event. */
  static async start(simulator: Simulator, wanted: Wanted = {}): Promise<LogSubscriber> {
    const told = new Cell<readonly Arrived[]>([])
    const server = await listen(async (ctx) => {
      told.set([...told.current, ...((await json(ctx.req)) as Arrived[])])
      if (wanted.hangs === true) await new Promise(() => undefined)
      ctx.body = ''
    })
    const api = `http://${simulator.runtimeApi}`
    const registered = await fetch(`${api}/2020-01-01/extension/register`, {
      method: 'POST',
      headers: { 'Lambda-Extension-Name': 'late' },
      body: '{"events":[]}',
    })
    const id = registered.headers.get('lambda-extension-identifier') ?? ''
    const headers = { 'Lambda-Extension-Identifier': id }
    const answer = await fetch(`${api}/${pathOf(wanted)}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(request(wanted, server.port)),
    })
    if (answer.status !== 200) throw new Error(await answer.text())
    fetch(`${api}/2020-01-01/extension/event/next`, { headers }).catch(() => undefined)
    return new LogSubscriber(told, server)
  }

  /** Resolves with the records of a type as soon as there are so many. */
  async records(type: string, count: number): Promise<unknown[]> {
    const of = (all: readonly Arrived[]) => all.filter((event) => event.type === type)
    const what = `${count} events of the type ${type}`
    const all = await waitFor(this.#told, (told) => of(told).length >= count, { what })
    return of(all).map(({ record }) => record)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop()
  }
}

const pathOf = ({ api = 'telemetry' }: Wanted): string =>
  api === 'logs' ? '2020-08-15/logs' : '2022-07-01/telemetry'

function request(wanted: Wanted, port: number) {
  const { schemaVersion = '2022-12-13', types = ['function'], timeoutMs = 25 } = wanted
  return {
    schemaVersion,
    types,
    buffering: { timeoutMs },
    destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}/` },
  }
}
