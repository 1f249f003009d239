import { SimulatorError } from '@sim/core'
import { maxExtensions } from '@sim/extensions-api'
import { FatalError, invalidWorkingDir, tooManyExtensions } from '../environment/fatal-error.ts'
import type { FlowContext } from '../flows/flow-context.ts'
import type { Flow } from '../flows/flow.ts'
import type { Generation } from './generation.ts'
import type { GenerationSession } from './generation-session.ts'
import type { InitTelemetry } from '../telemetry/init-telemetry.ts'
import { extensionPrograms, runtimeProgram, type Program } from './programs.ts'

/** Launches the external extensions, one after the other, and resolves when all of them have registered. */
export async function startExtensions(
  { settings }: FlowContext,
  generation: Generation<GenerationSession>,
  flow: Flow,
): Promise<void> {
  const { registry } = generation
  for (const [index, { name, program }] of extensionPrograms(settings).entries()) {
    if (program !== undefined) registry.expect(name)
    if (index >= maxExtensions) refuseOneMore(generation, name)
    if (program === undefined) continue
    await launch(generation, flow, 'extension', program, (cause) => {
      registry.markLaunchFailed(name, launchErrorType(cause))
      return 'Extension.LaunchError'
    })
  }
  await flow.until(registry.registered())
}

/** Launches the runtime. `report` hears of it before it is tried, so what fails before that is no end of a runtime. */
export async function startRuntime(
  { settings, sandbox }: FlowContext,
  generation: Generation<GenerationSession>,
  flow: Flow,
  report: InitTelemetry,
): Promise<void> {
  const program = runtimeProgram(settings)
  const folder = program?.cwd
  if (folder !== undefined && sandbox.isDirectory?.(folder) === false) {
    throw failed(generation, invalidWorkingDir(folder))
  }
  report.runtimeLaunched()
  if (program === undefined) return
  await launch(generation, flow, 'runtime', program, () => 'Runtime.InvalidEntrypoint')
}

// Those before it run by then, as in the core, which starts one after the other.
function refuseOneMore(generation: Generation<GenerationSession>, name: string): never {
  const { registry } = generation
  const isStarted = registry.extensions.some(
    (extension) => extension.name === name && extension.state === 'Started',
  )
  if (isStarted) registry.markLaunchFailed(name, 'TooManyExtensions')
  throw failed(generation, tooManyExtensions())
}

async function launch(
  generation: Generation<GenerationSession>,
  flow: Flow,
  role: 'runtime' | 'extension',
  program: Program,
  typed: (cause: SimulatorError) => string,
): Promise<void> {
  try {
    await flow.until(generation.start(role, program))
  } catch (error) {
    if (!SimulatorError.is(error) || error.code !== 'ERR_SPAWN') throw error
    throw failed(generation, new FatalError('error', typed(error), launchText(program, error)))
  }
}

/** What ends the init: this, unless something else was first. */
function failed(generation: Generation<GenerationSession>, fatal: FatalError): FatalError {
  generation.fail(fatal)
  return generation.fatal ?? fatal
}

// As Go words it, since that is what callers of Lambda read.
function launchText({ command }: Program, error: SimulatorError): string {
  const reasons: Record<string, string> = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    ENOEXEC: 'exec format error',
  }
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException
  return `fork/exec ${command}: ${reasons[code ?? ''] ?? error.message}`
}

function launchErrorType({ cause }: SimulatorError): string {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'EACCES'
    ? 'PermissionDenied'
    : 'UnknownError'
}
