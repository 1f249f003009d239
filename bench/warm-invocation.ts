import { performance } from 'node:perf_hooks'
import { bareServer, type Invokable } from './bare-server.ts'
import { overHttp } from './over-http.ts'
import { runRuntime } from './run-runtime.ts'
import { simulated, simulatedStream } from './simulated.ts'
import { percentile, type Row } from './statistics.ts'

/** Both servers at once, in turns of a few hundred invocations, so that the machine's moods hit both alike. */
export async function warmInvocation(rounds: number, perRound: number): Promise<Row[]> {
  const payload = Buffer.from(JSON.stringify({ hello: 'world', n: 1 }))
  const [ours, bare] = await inTurns(payload, 64, rounds, perRound)
  return [
    {
      what: 'warm invocation, p50',
      ours: percentile(ours, 0.5),
      bare: percentile(bare, 0.5),
      unit: 'µs',
      bound: 1.5,
    },
    {
      what: 'warm invocation, p99',
      ours: percentile(ours, 0.99),
      bare: percentile(bare, 0.99),
      unit: 'µs',
    },
  ]
}

/** The same through the Invoke API, from the caller's request to its answer. */
export async function doorToDoor(rounds: number, perRound: number): Promise<Row[]> {
  const payload = Buffer.from(JSON.stringify({ hello: 'world', n: 1 }))
  const [ours, bare] = await inTurns(payload, 64, rounds, perRound, overHttp)
  return [
    {
      what: 'Invoke API, door to door, p50',
      ours: percentile(ours, 0.5),
      bare: percentile(bare, 0.5),
      unit: 'µs',
      bound: 1.75,
    },
  ]
}

/** The same with an answer of 6 MB. */
export async function largeResponse(rounds: number): Promise<Row[]> {
  const [ours, bare] = await inTurns(Buffer.from('{}'), 6 * 1024 * 1024, rounds, 5)
  return [
    {
      what: '6 MB response, p50',
      ours: percentile(ours, 0.5),
      bare: percentile(bare, 0.5),
      unit: 'µs',
      bound: 1.5,
    },
  ]
}

/** An answer of 20 MB that the caller takes as it comes; the bare server keeps all of it. */
export async function streamedResponse(rounds: number): Promise<Row[]> {
  const size = 20 * 1024 * 1024
  const [ours, bare] = await inTurns(Buffer.from('{}'), size, rounds, 2, undefined, simulatedStream)
  return [
    {
      what: '20 MB streamed, p50',
      ours: percentile(ours, 0.5),
      bare: percentile(bare, 0.5),
      unit: 'µs',
      bound: 1.75,
    },
  ]
}

async function inTurns(
  payload: Buffer,
  answerBytes: number,
  rounds: number,
  perRound: number,
  by: (server: Invokable) => Invokable = (server) => server,
  measured: () => Promise<Invokable> = simulated,
): Promise<[number[], number[]]> {
  await using ours = by(await measured())
  await using bare = by(await bareServer())
  await using _first = runRuntime(ours.address, answerBytes)
  await using _second = runRuntime(bare.address, answerBytes)
  const samples: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, server] of [ours, bare].entries()) {
      const times = await timed(server, payload, perRound)
      // The first round warms up.
      if (round > 0) samples[index as 0 | 1].push(...times)
    }
  }
  return samples
}

async function timed(server: Invokable, payload: Buffer, count: number): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; turn < count; turn += 1) {
    const startedAt = performance.now()
    await server.invoke(payload)
    times.push((performance.now() - startedAt) * 1000)
  }
  return times
}
