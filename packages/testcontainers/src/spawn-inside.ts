import { SimulatorError } from '@sim/core'
import type { SpawnOptions } from '@sim/process'
import { ContainerProcess } from './container-process.ts'
import { engineMessage, type EngineContainer } from './container-runtime.ts'
import type { ContainerSignals } from './container-signals.ts'
import type { Control } from './control-shell.ts'
import { ExecOutput } from './exec-output.ts'

/**
 * Becomes the program, after it has said who it is, or why the program cannot be started.
 *
 * The shell leads a session and a group of its own, as every exec does, and hands both on. What it would add to
 * the environment by itself is taken away.
 */
const starter = `
case $1 in
*/*)
  if ! [ -e "$1" ]; then echo ENOENT >&2; exit 127; fi
  if ! [ -f "$1" ] || ! [ -x "$1" ]; then echo EACCES >&2; exit 126; fi ;;
*) command -v "$1" >/dev/null 2>&1 || { echo ENOENT >&2; exit 127; } ;;
esac
read -r stat < "/proc/$$/stat"
printf '%s\\n' "$stat" >&2
unset stat PWD OLDPWD SHLVL
exec "$@"
`

/** What a process needs to be started inside a container. */
export interface Inside {
  readonly container: EngineContainer
  readonly control: Control
  readonly signals: ContainerSignals
}

/**
 * Starts a process by an exec of the engine: with its own output and its own exit status.
 *
 * Rejects with `ERR_SPAWN`; the code of its `cause` is `ENOENT` or `EACCES` where that is known.
 */
export async function spawnInside(
  inside: Inside,
  options: SpawnOptions,
): Promise<ContainerProcess> {
  options.signal?.throwIfAborted()
  try {
    const { command, args = [], cwd, env, onOutput = () => undefined } = options
    const exec = await inside.container.exec({
      Cmd: ['/bin/sh', '-c', starter, 'sim-start', command, ...args],
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      AttachStdout: true,
      AttachStderr: true,
      ...(cwd === undefined ? {} : { WorkingDir: cwd }),
    })
    const stream = await exec.start({ hijack: false, stdin: false })
    const output = new ExecOutput(stream, onOutput)
    const greeting = await output.greeting
    const entry = inside.signals.add(greeting)
    if (entry === undefined) throw refusal(greeting)
    return new ContainerProcess({ exec, output, ...entry }, options, inside)
  } catch (cause) {
    const { name, command } = options
    const message = `cannot spawn ${name} in the container: ${command}: ${engineMessage(cause)}`
    throw new SimulatorError('ERR_SPAWN', message, { cause })
  }
}

const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
}

/** Either the starter's own word, or the text of an engine that could not even start that. */
function refusal(greeting: string): Error {
  const code = greeting.trim()
  const text = refusals[code]
  if (text !== undefined) return Object.assign(new Error(text), { code })
  const reason = code || 'it ended before it was started'
  return Object.assign(new Error(reason), /no such file/.test(reason) ? { code: 'ENOENT' } : {})
}
