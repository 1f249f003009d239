import { startOs } from '../os/os-body.ts'
import { supervise } from '../supervisor/supervise.ts'
import type { ProcessEnvironment, Spawner, TaskDefinition, TaskOptions } from '../task/self.ts'
import { TaskBody } from '../task/task-body.ts'
import { TaskSelf } from '../task/task-self.ts'
import type { Task } from '../task/task.ts'
import { wasmBody } from '../wasm/wasm-body.ts'
import type { ProcessTable } from './process-table.ts'
import type { Process } from './process.ts'
import { spawn } from './spawn.ts'

/** Spawns in an environment, in the name of a process of it or of nobody. */
export function spawnerOf(
  environment: ProcessEnvironment,
  table: ProcessTable,
  parent: Process | undefined,
): Spawner {
  return {
    spawn: <T, M, S>(task: TaskDefinition<T, M, S>, options: TaskOptions = {}) =>
      spawn<T, Task>(
        table,
        parent,
        (process) => {
          const body = new TaskBody<M>(process, table, options)
          process.embody(body)
          const spawner = spawnerOf(environment, table, process)
          return body.begin(task, new TaskSelf<M>(process, body, { environment, spawner }, options))
        },
        options,
      ),
    spawnOs: (options) => spawn(table, parent, startOs(options), options),
    spawnWasm: (source, options = {}) => spawn(table, parent, wasmBody(source, options), options),
    start: (starter, options = {}) => spawn(table, parent, starter, options),
    supervise: (spec, options) =>
      supervise(table, parent, (own) => spawnerOf(environment, table, own), spec, options),
  }
}
