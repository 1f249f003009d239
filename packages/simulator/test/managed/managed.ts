import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { fileURLToPath } from 'node:url'
import { extension } from '../programs.ts'

/** An environment of Lambda Managed Instances. */
export function startManaged(options: SimulatorOptions = {}): Promise<Simulator> {
  return Simulator.start({ initializationType: 'lambda-managed-instances', ...options })
}

/** One with our own runtime and a function that does what its events say; so many of its workers are idle when it resolves. */
export async function startFunction(
  workers: number,
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const functionDirectory = fileURLToPath(new URL('function', import.meta.url))
  const simulator = await startManaged({ functionDirectory, maxConcurrency: workers, ...options })
  await idle(simulator, workers)
  return simulator
}

/** Resolves when init is over and so many workers are idle. */
export async function idle(simulator: Simulator, workers: number): Promise<void> {
  await simulator.waitFor(() => (simulator.idleWorkers ?? 0) >= workers, {
    what: `${workers} idle workers`,
  })
  if (simulator.phase === 'init') await simulator.waitForPhase('idle')
}

/** What happened, each entry as a word or two. */
export function story(simulator: Simulator): string[] {
  return simulator.journal.entries().flatMap((entry) => {
    switch (entry.type) {
      case 'phase':
        return [`phase ${entry.to}`]
      case 'telemetry':
        return entry.event.type.startsWith('platform.') ? [entry.event.type] : []
      case 'shutdown':
        return [`shutdown ${entry.reason} ${entry.budgetMs}`]
      case 'process.exited':
        return [`${entry.name} exited`]
      default:
        return []
    }
  })
}

/** An extension that prints what it hears of the end, and goes. */
export const hearsOfShutdown = {
  ...extension('plays', 'a'),
  environment: { SCRIPT: 'register a SHUTDOWN\nevent\nexit 0' },
}
