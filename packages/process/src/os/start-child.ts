import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { SpawnError } from './spawn-error.ts'
import type { SpawnOptions } from './spawn-options.ts'

/** A child that really started. */
export type StartedChild = ChildProcess & { readonly pid: number }

/**
 * Starts a child as the leader of a group of its own, in the turn of the call; `onStarted` is called in
 * the same turn, so that nothing of the child is missed. Resolves at its `spawn` event, rejects with
 * `SpawnError`.
 */
export async function startChild<T>(
  options: SpawnOptions,
  onStarted: (child: StartedChild) => T,
): Promise<T> {
  const child = launch(options)
  // A child without a pid must never be signalled: the signal would go to the host's own group.
  if (child.pid === undefined) {
    const [cause] = await once(child, 'error')
    throw new SpawnError(options, cause)
  }
  const started = onStarted(child as StartedChild)
  await once(child, 'spawn')
  return started
}

// Some failures are thrown at once, others are emitted by a child that has no pid.
function launch(options: SpawnOptions): ChildProcess {
  const { command, args = [], cwd, env, stdin = 'ignore', onOutput } = options
  const output = onOutput === undefined ? 'ignore' : 'pipe'
  try {
    return spawn(command, args, {
      cwd,
      env: exactly(env),
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: [stdin, output, output],
    })
  } catch (cause) {
    throw new SpawnError(options, cause)
  }
}

/**
 * Node hands its own `NODE_V8_COVERAGE` to children that do not set it, and reads inherited properties: a
 * property that is there but undefined prevents the first, a bare object the second.
 */
function exactly(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return Object.assign(Object.create(null), { NODE_V8_COVERAGE: undefined }, env)
}
