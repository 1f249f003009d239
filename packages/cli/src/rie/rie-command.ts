import { localSandbox } from '@sim/simulator'
import type { Command, Terminal } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { untilAborted } from '../until-aborted.ts'
import { write } from '../write.ts'
import { bootstrap, bootstrapPlaces, type Bootstrap } from './bootstrap.ts'
import { emulatedSandbox } from './emulated-sandbox.ts'
import { extensionsDisabled } from './disabled-extensions.ts'
import { Emulator } from './emulator.ts'
import { externalExtensions } from './external-extensions.ts'
import { functionSettings } from './function-settings.ts'
import { logLevel, logLevelForm } from './log-level.ts'
import { emulateManaged } from './managed/emulate-managed.ts'
import { isManagedRie } from './managed/managed-settings.ts'
import { rieHelp } from './rie-help.ts'
import { RieLog } from './rie-log.ts'
import { rieOptions, type RieOptions } from './rie-options.ts'

/** `lambda-sim rie`: the drop-in for AWS's Runtime Interface Emulator. */
export const rieCommand: Command = {
  name: 'rie',
  summary: "stand in for AWS's Runtime Interface Emulator",
  help: rieHelp,
  async run(args, terminal) {
    const options = rieOptions(args, terminal.cwd)
    if (!options.help) return await emulate(options, terminal)
    await write(terminal.stdout, rieHelp)
    return exitCodes.success
  },
}

async function emulate(options: RieOptions, terminal: Terminal): Promise<number> {
  const log = openLog(options, terminal)
  if (isManagedRie(terminal.env)) return await emulateManaged(options, terminal, log)
  const program = bootstrap(options.bootstrap, terminal.cwd)
  const { timeoutSeconds, warnings, ...settings } = functionSettings(terminal.env, program.handler)
  const isWithoutExtensions = extensionsDisabled()
  for (const warning of [...caveats(program), ...warnings]) log.write('warning', warning)
  const { command, args, cwd } = program
  log.write('info', `exec '${command}' (cwd=${cwd}, handler=${program.handler ?? ''})`)
  await using emulator = await Emulator.start({
    simulator: {
      ...settings.options,
      ...options.runtimeApi,
      runtime: { command, args: [...args], cwd },
      extensions: isWithoutExtensions ? [] : [...externalExtensions(options.extensionsDirectory)],
      freeze: options.freeze ? 'process' : 'none',
      ...(options.initCaching ? { initializationType: 'snap-start' } : {}),
    },
    sandbox: emulatedSandbox(localSandbox(), terminal.env, settings.handler),
    apis: { telemetry: options.telemetry, extensionsDisabled: isWithoutExtensions },
    timeoutSeconds,
    invocations: options.invocations,
    stdout: terminal.stdout,
    log,
  })
  log.write('info', `Runtime API at ${emulator.runtimeApi}`)
  log.write('info', `invocations at ${emulator.invocationsUrl}`)
  return await untilEnd(emulator, log, terminal.signal)
}

/** Being asked to end is a success, as it is for the emulator; whatever else ends it is none. */
async function untilEnd(emulator: Emulator, log: RieLog, signal: AbortSignal): Promise<number> {
  await untilAborted(signal)
  log.write('info', `received ${String(signal.reason)}, shutting down`)
  await emulator.shutdown()
  if (signal.reason !== 'SIGTERM' && signal.reason !== 'SIGINT') signal.throwIfAborted()
  return exitCodes.success
}

function openLog({ logLevel: asked }: RieOptions, { env, stderr }: Terminal): RieLog {
  const { LOG_LEVEL = '' } = env
  const named = logLevel(LOG_LEVEL)
  const log = new RieLog(stderr, asked ?? named ?? 'info')
  if (asked === undefined && named === undefined && LOG_LEVEL !== '') {
    log.write('warning', `LOG_LEVEL is ${LOG_LEVEL}, not ${logLevelForm}: info is used`)
  }
  return log
}

function caveats({ missing, command }: Bootstrap): readonly string[] {
  const nothing = `no bootstrap was named, and there is none at ${bootstrapPlaces.join(', ')}: ${command} is tried`
  return missing ? [nothing] : []
}
