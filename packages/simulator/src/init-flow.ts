import { SimulatorError } from '@sim/core'
import { FatalError } from './fatal-error.ts'
import type { FlowContext } from './flow-context.ts'
import { Flow } from './flow.ts'
import type { Generation } from './generation.ts'
import { InitTelemetry, type InitPhase } from './init-telemetry.ts'
import { extensionPrograms, runtimeProgram, type Program } from './programs.ts'

/**
 * Initialises a generation: extensions first, then the runtime, until everyone has asked for an event.
 *
 * Resolves with the duration in milliseconds. Rejects with the `FatalError` that ended it.
 * Core: `rapid/handlers.go`, doRuntimeDomainInit.
 */
export async function initFlow(
  context: FlowContext,
  generation: Generation,
  phase: InitPhase,
): Promise<number> {
  const { session, registry } = generation
  const report = new InitTelemetry(context, generation, phase)
  // A fresh window: what an earlier generation told is not replayed to those who subscribe to this one.
  context.telemetry.closeWindow()
  context.telemetry.openWindow()
  report.started()
  using flow = new Flow(generation)
  try {
    await startExtensions(context, generation, flow)
    await startRuntime(context, generation, flow, report)
    await flow.until(session.ready())
    registry.closeRegistration()
    await flow.until(registry.ready())
  } catch (error) {
    report.ended(error as FatalError)
    throw error
  }
  const durationMs = report.ended()
  context.telemetry.closeWindow()
  return durationMs
}

async function startExtensions(
  { settings }: FlowContext,
  generation: Generation,
  flow: Flow,
): Promise<void> {
  const { registry } = generation
  for (const { name, program } of extensionPrograms(settings)) {
    if (program === undefined) continue
    registry.expect(name)
    await launch(generation, flow, 'extension', program, (cause) => {
      registry.markLaunchFailed(name, launchErrorType(cause))
      return 'Extension.LaunchError'
    })
  }
  await flow.until(registry.registered())
}

async function startRuntime(
  { settings }: FlowContext,
  generation: Generation,
  flow: Flow,
  report: InitTelemetry,
): Promise<void> {
  const program = runtimeProgram(settings)
  report.runtimeLaunched()
  if (program === undefined) return
  await launch(generation, flow, 'runtime', program, () => 'Runtime.InvalidEntrypoint')
}

async function launch(
  generation: Generation,
  flow: Flow,
  role: 'runtime' | 'extension',
  program: Program,
  failed: (cause: SimulatorError) => string,
): Promise<void> {
  try {
    await flow.until(generation.start(role, program))
  } catch (error) {
    if (!SimulatorError.is(error) || error.code !== 'ERR_SPAWN') throw error
    const fatal = new FatalError('error', failed(error), launchText(program, error))
    generation.fail(fatal)
    throw fatal
  }
}

// As Go words it, since that is what callers of Lambda read.
function launchText({ command }: Program, error: SimulatorError): string {
  const reasons: Record<string, string> = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
  }
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException
  return `fork/exec ${command}: ${reasons[code ?? ''] ?? error.message}`
}

function launchErrorType({ cause }: SimulatorError): string {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'EACCES'
    ? 'PermissionDenied'
    : 'UnknownError'
}
