// The main job, from door to door: a real function and a real extension, started cold, frozen after the
// invocation, thawed for the next, shut down in order. Nothing sleeps: each step waits for what it shows.
import { processState } from '@sim/freeze'
import type { Invocation, Simulator } from '@sim/simulator'
import { startCollector } from './collector.ts'
import { startSandbox } from './sandbox.ts'
import { Screen } from './screen.ts'
import { summarise } from './summary.ts'

const screen = new Screen()

try {
  await using collector = await startCollector()
  await using simulator = await startSandbox(collector.url)
  screen.title('A Lambda environment on this machine: a function, an extension, a collector')

  const cold = await coldStart(simulator)
  await frozen(simulator)
  const warm = await warmQueue(simulator)
  await shutdown(simulator)
  summarise(screen, simulator, [cold, ...warm], collector.counts.current)
} catch (error) {
  screen.check(false, String(error))
}

screen.line(
  screen.failures === 0
    ? '\nEverything that is shown here happened.'
    : `\n${screen.failures} of the things shown here did not happen.`,
)
process.exitCode = screen.failures === 0 ? 0 : 1

async function coldStart(simulator: Simulator): Promise<Invocation> {
  screen.part('Cold start')
  const invocation = simulator.enqueue({ orderId: '17' })
  await invocation.done({ timeoutMs: 20_000 })

  for (const { name, events } of simulator.extensions) {
    screen.check(events.length === 2, `extension ${name} registered for ${events.join(' and ')}`)
  }
  const { initDurationMs } = invocation.report?.metrics ?? {}
  screen.check(initDurationMs !== undefined, `init took ${initDurationMs?.toFixed(0)} ms`)
  answered(invocation, 1)
  return invocation
}

async function frozen(simulator: Simulator): Promise<void> {
  screen.part('Frozen between invocations')
  await simulator.waitForFrozen()

  for (const { role, name, pid } of simulator.processes) {
    const state = processState(pid)
    const letters = state === 'gone' ? 'gone' : state.threads.map((thread) => thread.state).join('')
    screen.check(
      /^T+$/.test(letters),
      `${role === 'runtime' ? 'function' : name}, pid ${pid}: kernel state ${[...new Set(letters)].join('')} on all ${letters.length} threads`,
    )
  }
  const [freeze] = simulator.journal.entries('frozen')
  screen.note(`stopped and verified in ${freeze?.durationMs.toFixed(1)} ms`)
}

async function warmQueue(simulator: Simulator): Promise<Invocation[]> {
  screen.part('A queue of two more: thawed, and warm')
  const invocations = ['18', '17'].map((orderId) => simulator.enqueue({ orderId }))
  await Promise.all(invocations.map((invocation) => invocation.done({ timeoutMs: 20_000 })))

  screen.check(simulator.journal.entries('thawed').length === 1, 'thawed once, before the dispatch')
  invocations.forEach((invocation, index) => answered(invocation, index + 2))
  screen.check(
    simulator.journal.entries('process.spawned').length === 2,
    'the processes are those of the cold start',
  )
  await simulator.waitForFrozen()
  screen.check(simulator.isFrozen, 'frozen again')
  return invocations
}

async function shutdown(simulator: Simulator): Promise<void> {
  screen.part('Graceful shutdown')
  await simulator.shutdown({ reason: 'spindown' })

  const ends = simulator.journal.entries('process.exited')
  const [runtime, extension] = ends
  screen.check(
    runtime?.role === 'runtime' && runtime.reason.signal === 'SIGTERM',
    `the function was thawed and ended by ${runtime?.reason.signal}`,
  )
  screen.check(
    extension?.reason.code === 0,
    `${extension?.name} got SHUTDOWN, exported the rest, and exited with ${extension?.reason.code}`,
  )
  screen.check(
    ends.every(({ pid }) => processState(pid) === 'gone'),
    'no process is left',
  )
}

function answered(invocation: Invocation, number: number): void {
  const took = invocation.report?.metrics.durationMs.toFixed(1)
  screen.check(
    invocation.status === 'success',
    `invocation ${number} answered: ${invocation.text} (${took} ms)`,
  )
}
