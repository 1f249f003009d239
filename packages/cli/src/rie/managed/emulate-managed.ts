import type { Terminal } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import { extensionsDisabled } from '../disabled-extensions.ts'
import { externalExtensions } from '../external-extensions.ts'
import type { RieLog } from '../rie-log.ts'
import type { RieOptions } from '../rie-options.ts'
import { managedBootstrap, managedBootstrapPlaces } from './managed-bootstrap.ts'
import { ManagedEmulator } from './managed-emulator.ts'
import { managedSettings } from './managed-settings.ts'

/**
 * `lambda-sim rie` with `AWS_LAMBDA_MAX_CONCURRENCY`: the emulator for Lambda Managed Instances. Resolves with the exit code.
 *
 * Being asked to end is a success; an init that fails ends it with 1. Core: `aws-lambda-rie/internal/app.go`.
 */
export async function emulateManaged(
  options: RieOptions,
  terminal: Terminal,
  log: RieLog,
): Promise<number> {
  const { env, cwd, stdout, signal } = terminal
  const program = managedBootstrap(options.bootstrap, cwd)
  const { command, args } = program
  const settings = managedSettings(env, program.handler)
  for (const text of [...caveats(options, program.missing), ...settings.warnings]) {
    log.write('warning', text)
  }
  log.write('info', `exec '${command}' (cwd=${program.cwd}, managed instance)`)
  // What is there is passed on as it is, and may be any text.
  const environment = { AWS_LAMBDA_MAX_CONCURRENCY: env.AWS_LAMBDA_MAX_CONCURRENCY ?? '' }
  await using emulator = await ManagedEmulator.start({
    simulator: {
      ...settings.options,
      ...options.runtimeApi,
      runtime: { command, args: [...args], cwd: program.cwd, environment },
      extensions: extensionsDisabled() ? [] : [...externalExtensions(options.extensionsDirectory)],
    },
    invocations: options.invocations,
    stdout,
    log,
  })
  log.write('info', `Runtime API at ${emulator.runtimeApi}`)
  log.write('info', `invocations at ${emulator.invocationsUrl}`)
  return await untilEnd(emulator, log, signal)
}

async function untilEnd(
  emulator: ManagedEmulator,
  log: RieLog,
  signal: AbortSignal,
): Promise<number> {
  const ended = Promise.withResolvers<void>()
  if (signal.aborted) ended.resolve()
  signal.addEventListener('abort', () => ended.resolve(), { once: true })
  const initialised = emulator.initialised(signal).catch(() => true)
  const isWell = await Promise.race([initialised, ended.promise.then(() => true)])
  if (isWell) await ended.promise
  log.write('info', isWell ? `received ${String(signal.reason)}, shutting down` : 'init has failed')
  await emulator.shutdown()
  if (!isWell) return exitCodes.failure
  if (signal.reason !== 'SIGTERM' && signal.reason !== 'SIGINT') signal.throwIfAborted()
  return exitCodes.success
}

function caveats({ freeze, initCaching }: RieOptions, missing: boolean): readonly string[] {
  const places = managedBootstrapPlaces.join(', ')
  return [
    ...(freeze ? ['--freeze has no effect: a managed instance is never frozen'] : []),
    ...(initCaching ? ['--enable-init-caching has no effect on a managed instance'] : []),
    ...(missing
      ? [`no bootstrap was named, and there is none at ${places}: the first is tried`]
      : []),
  ]
}
