import { TaskBody } from '../task/task-body.ts'
import type { TaskDefinition, TaskOptions } from '../task/task-definition.ts'
import { startOs, type OsBody, type OsOptions } from '../os/os-body.ts'
import type { Body, BodyStarter } from './body.ts'
import type { ProcessOptions } from './handle-options.ts'
import type { Environment } from './environment.ts'
import type { ProcessHandle } from './process-handle.ts'
import type { ProcessTable } from './process-table.ts'
import type { Process } from './process.ts'
import { spawn } from './spawn.ts'
import { TaskSelf } from '../task/task-self.ts'

/**
 * Who may spawn: an environment, or a process, which then is the parent.
 *
 * Every spawn resolves when the process works. It rejects with what kept it from starting, with the signal's reason, or
 * with `ERR_SPAWN_LIMIT`, `ERR_ENVIRONMENT_CLOSED`, `ERR_NAME_TAKEN`, `ERR_SPAWN_DENIED`, `ERR_PROCESS_EXITED`; then there
 * is no process, and nobody is told of one.
 */
export interface Spawner {
  /** A function of this program, or a definition with an init whose failure rejects the spawn. */
  spawn<T, M = unknown, S = unknown>(
    task: TaskDefinition<T, M, S>,
    options?: TaskOptions,
  ): Promise<ProcessHandle<T, TaskBody<M>>>
  /** A program, in a group of its own. */
  spawnOs(options: OsOptions): Promise<ProcessHandle<void, OsBody>>
  /** Anything that can be brought to life as a body, such as a process in a container. */
  start<B extends Body>(
    starter: BodyStarter<B>,
    options?: ProcessOptions,
  ): Promise<ProcessHandle<unknown, B>>
}

/** Spawns in an environment, in the name of a process of it or of nobody. */
export function spawnerOf(
  environment: Environment,
  table: ProcessTable,
  parent: Process | undefined,
): Spawner {
  return {
    spawn: <T, M, S>(task: TaskDefinition<T, M, S>, options: TaskOptions = {}) =>
      spawn<T, TaskBody<M>>(
        table,
        parent,
        (process) => {
          const body = new TaskBody<M>(process, options)
          return body.begin(task, new TaskSelf<M>(environment, process, body, options))
        },
        options,
      ),
    spawnOs: (options) => spawn(table, parent, startOs(options), options),
    start: (starter, options = {}) => spawn(table, parent, starter, options),
  }
}
