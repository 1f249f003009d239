import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { accessCgroup } from './cgroup-files.ts'
import { assertExecutable, enteredOn, prelude } from './cgroup-prelude.ts'
import { killTree } from './signal-group.ts'
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
  if (options.cgroup !== undefined) await entered(child as StartedChild, options)
  return started
}

// Some failures are thrown at once, others are emitted by a child that has no pid.
function launch(options: SpawnOptions): ChildProcess {
  const { cwd, env, mark, cgroup, stdin = 'ignore', onOutput, descriptors = [] } = options
  const output = onOutput === undefined ? 'ignore' : 'pipe'
  const further = Array<'pipe'>(descriptors.length + (cgroup === undefined ? 0 : 1)).fill('pipe')
  const whole = exactly(env, mark)
  try {
    assertFew(descriptors)
    if (cgroup !== undefined) {
      accessCgroup(cgroup)
      assertExecutable(options)
    }
    const { command, args = [] } = cgroup === undefined ? options : prelude(cgroup, options, whole)
    return spawn(command, args, {
      cwd,
      env: cgroup === undefined ? whole : exactly({}),
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: [stdin, output, output, ...further],
    })
  } catch (cause) {
    throw new SpawnError(options, cause)
  }
}

/** A shell knows descriptors of one digit only, and needs one for itself. */
const mostDescriptors = 6

function assertFew(descriptors: readonly unknown[]): void {
  if (descriptors.length <= mostDescriptors) return
  throw new Error(
    `at most ${mostDescriptors} further descriptors are passed, found ${descriptors.length}`,
  )
}

/**
 * Resolves when the child is in its control group. If it could not enter it has ended by itself. Into a frozen
 * group it enters, and goes on when that is thawed; until then the start can be called off.
 */
async function entered(child: StartedChild, options: SpawnOptions): Promise<void> {
  const { signal, cgroup } = options
  const report = (child.stdio as readonly unknown[])[enteredOn(options)] as Readable
  let said = ''
  report.on('data', (chunk: Buffer) => (said += chunk.toString()))
  // A report that breaks is over: 'close' follows.
  report.on('error', () => undefined)
  const end = () => killTree(child.pid)
  signal?.addEventListener('abort', end, { once: true })
  await once(report, 'close')
  signal?.removeEventListener('abort', end)
  if (said !== '') return
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  signal?.throwIfAborted()
  throw new SpawnError(options, new Error(`it could not enter the control group ${cgroup}`))
}

/**
 * Node hands its own `NODE_V8_COVERAGE` to children that do not set it, and reads inherited properties: a
 * property that is there but undefined prevents the first, a bare object the second.
 */
function exactly(env: Readonly<Record<string, string>>, mark?: string): NodeJS.ProcessEnv {
  const [name, ...value] = mark?.split('=') ?? []
  const marked = name === undefined ? {} : { [name]: value.join('=') }
  return Object.assign(Object.create(null), { NODE_V8_COVERAGE: undefined }, env, marked)
}
