// pnpm bench: what the simulator costs, against yardsticks measured in the same run. Quote the ratios.
import { freeze } from './freeze.ts'
import { hungSubscribers } from './hung-subscribers.ts'
import { memory } from './memory.ts'
import { messages } from './messages.ts'
import { coldStart, start } from './start-up.ts'
import { judged, table, type Row } from './statistics.ts'
import { telemetryLoad } from './telemetry-load.ts'
import { doorToDoor, largeResponse, streamedResponse, warmInvocation } from './warm-invocation.ts'

const invocations = Number(process.env['BENCH_INVOCATIONS'] ?? 100_000)
const rows: Row[] = []
const measure = async (what: string, rowsOf: () => Promise<Row[]>) => {
  process.stderr.write(`measuring ${what}\n`)
  rows.push(...(await rowsOf()))
}

await measure('warm invocations', () => warmInvocation(20, 500))
await measure('calls through the Invoke API', () => doorToDoor(20, 500))
await measure('large responses', () => largeResponse(10))
await measure('streamed responses', () => streamedResponse(10))
await measure('start', () => start(100))
await measure('cold starts', () => coldStart(10))
await measure('freezes', () => freeze(10, 100))
await measure('messages between tasks', () => messages(1_000_000))
await measure('telemetry under load', () => telemetryLoad(500_000))
await measure('subscribers that hang', () => hungSubscribers(10, 400))
await measure(`memory over ${invocations} invocations`, () => memory(invocations))

console.log(table(rows))
process.exitCode = rows.some((row) => row.bound !== undefined && judged(row) > row.bound) ? 1 : 0
