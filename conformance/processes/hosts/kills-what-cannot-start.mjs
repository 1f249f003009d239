// Asks for the end of a program in every way before it is known that it cannot be started.
import { Environment } from '@sim/process'

const environment = new Environment({ id: 'env' })
const controller = new AbortController()
const missing = { command: '/missing', env: {} }
const starts = [
  environment.spawnOs(missing),
  environment.spawnOs({ ...missing, signal: controller.signal }),
]
for (const start of starts) start.catch(() => undefined)
controller.abort(new Error('not wanted any more'))
for (const { pid } of environment.list()) environment.signal(pid, { type: 'Kill' })
const shutdown = environment.shutdown({ deadlineMs: 0 })
const outcomes = await Promise.allSettled(starts)
await shutdown
const causes = outcomes.map(({ reason }) => reason.cause?.code ?? reason.message)
console.log(JSON.stringify(causes))
