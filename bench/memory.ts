import { runRuntime } from './run-runtime.ts'
import { simulated } from './simulated.ts'
import type { Row } from './statistics.ts'

const warmUp = 10_000

/** How much larger the heap is after many invocations than after the first 10,000. */
export async function memory(invocations: number): Promise<Row[]> {
  const collect = globalThis.gc
  if (collect === undefined) throw new Error('the memory row needs node --expose-gc')
  await using server = await simulated()
  await using _runtime = runRuntime(server.address)
  const payload = Buffer.from('{"hello":"world"}')
  let early = 0
  for (let turn = 1; turn <= invocations; turn += 1) {
    await server.invoke(payload)
    if (turn === warmUp) early = heapAfter(collect)
  }
  const grown = (heapAfter(collect) - early) / 1024 / 1024
  return [
    {
      what: `heap growth over ${invocations.toLocaleString('en')} invocations`,
      ours: Math.max(0, grown),
      unit: 'MB',
      bound: 5,
    },
  ]
}

function heapAfter(collect: () => unknown): number {
  void collect()
  void collect()
  return process.memoryUsage().heapUsed
}
