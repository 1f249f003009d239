import type { ProcessTable } from '../kernel/process-table.ts'
import type { Process } from '../kernel/process.ts'
import { spawn } from '../kernel/spawn.ts'
import type { Spawner } from '../task/self.ts'
import { checkSupervisorSpec } from './check-spec.ts'
import type { ChildDeath } from './child-death.ts'
import { SupervisorBody } from './supervisor-body.ts'
import type { SupervisorOptions } from './supervisor-options.ts'
import type { SupervisorHandle, SupervisorSpec } from './supervisor-spec.ts'
import { Supervisor } from './supervisor.ts'

/**
 * Starts a supervisor, and resolves when all its children have started.
 *
 * Rejects with `ERR_INVALID_OPTIONS` before anything starts; with `ERR_CHILD_START` when those that had started before are
 * stopped again; with `ERR_PROCESS_EXITED` if it was ended meanwhile; and as every spawn does.
 */
export async function supervise(
  table: ProcessTable,
  parent: Process | undefined,
  spawnerFor: (process: Process) => Spawner,
  spec: SupervisorSpec,
  options: SupervisorOptions = {},
): Promise<SupervisorHandle> {
  const settings = checkSupervisorSpec(spec)
  const { shutdownMs = Infinity } = options
  const own = { name: spec.name, trapExit: true, shutdownMs }
  const made = Promise.withResolvers<readonly [Process, Supervisor]>()
  const begin = async (process: Process): Promise<SupervisorBody> => {
    const spawner = spawnerFor(process)
    const onGiveUp = spec.onGiveUp && ((cause: ChildDeath) => spec.onGiveUp?.(cause))
    const body = new SupervisorBody(process, settings, { spawner, onGiveUp })
    // It can be stopped while its children start.
    process.embody(body)
    await body.begin()
    made.resolve([process, new Supervisor(process, body)])
    return body
  }
  await spawn(table, parent, begin, { ...options, ...own })
  const [process, supervisor] = await made.promise
  table.handles.set(process, supervisor)
  return supervisor
}
