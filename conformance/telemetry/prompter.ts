import { waitFor } from '@sim/core'
import type { JournalEntry, Simulator } from '@sim/simulator'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { soon } from '../seed/patience.ts'

/** Facts of a journal entry, and whether it must be one of the process that asks. */
type Wanted = Readonly<Record<string, unknown>> & { readonly mine?: boolean }

/** Tells programs when to go on, so that nothing in a test depends on who is faster. */
export class Prompter implements AsyncDisposable {
  readonly #server: Server
  readonly #simulator = Promise.withResolvers<Simulator>()
  readonly #cues = new Map<string, PromiseWithResolvers<void>>()

  private constructor(server: Server) {
    this.#server = server
  }

  /** Resolves once it can be asked. */
  static async start(): Promise<Prompter> {
    const server = createServer(async (request, response) => {
      // Whoever asks a simulator that ends is ended with it.
      const answer = await prompter.#answer(new URL(`http://localhost${request.url}`)).catch(String)
      response.end(JSON.stringify(answer))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const prompter = new Prompter(server)
    return prompter
  }

  /** What programs need to ask it. */
  get variables(): Readonly<Record<string, string>> {
    return { PROMPTER: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}` }
  }

  /** Whose journal says what has happened. */
  follow(simulator: Simulator): void {
    this.#simulator.resolve(simulator)
  }

  /** Whoever waits for this cue, or comes later, goes on. */
  cue(name: string): void {
    this.#given(name).resolve()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  #given(name: string): PromiseWithResolvers<void> {
    const cue = this.#cues.get(name) ?? Promise.withResolvers<void>()
    this.#cues.set(name, cue)
    return cue
  }

  async #answer({ pathname, searchParams }: URL): Promise<unknown> {
    if (pathname.startsWith('/cue/')) {
      await this.#given(decodeURIComponent(pathname.slice('/cue/'.length))).promise
      return {}
    }
    const simulator = await this.#simulator.promise
    const pid = Number(searchParams.get('pid'))
    const generation = await generationOf(simulator, pid)
    if (pathname === '/generation') return { generation }
    const { mine = false, ...facts } = JSON.parse(searchParams.get('facts') ?? '{}') as Wanted
    const own = mine ? { name: spawned(simulator, pid)?.name } : {}
    const count = Number(searchParams.get('count') ?? 1)
    await happened(simulator, { ...facts, ...own, generation }, count)
    return {}
  }
}

/** Resolves when the journal has so many entries with these facts. */
export async function happened(
  simulator: Simulator,
  facts: Readonly<Record<string, unknown>>,
  count = 1,
): Promise<void> {
  const all = () => simulator.journal.entries().filter((entry) => has(entry, facts))
  await waitFor(simulator.journal, () => all().length >= count, {
    ...soon,
    what: `${count} of ${JSON.stringify(facts)} in the journal`,
    describe: () => String(simulator.journal.current?.type),
  })
}

function has(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return found === wanted
  if (typeof found !== 'object' || found === null) return false
  return Object.entries(wanted).every(([name, value]) =>
    has((found as Readonly<Record<string, unknown>>)[name], value),
  )
}

function spawned(simulator: Simulator, pid: number): JournalEntry<'process.spawned'> | undefined {
  return simulator.journal.entries('process.spawned').find((entry) => entry.pid === pid)
}

async function generationOf(simulator: Simulator, pid: number): Promise<number> {
  await happened(simulator, { type: 'process.spawned', pid })
  return spawned(simulator, pid)?.generation ?? 0
}
