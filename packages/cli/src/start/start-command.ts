import { helpText } from '../arguments/help-text.ts'
import { parseArguments } from '../arguments/parse-arguments.ts'
import type { Command, Terminal } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { simulatorOptions } from '../function/function-options.ts'
import { targetOperands } from '../function/function-target.ts'
import { untilAborted } from '../until-aborted.ts'
import { usageError } from '../usage-error.ts'
import { write } from '../write.ts'
import { announcement, announcementJson } from './announcement.ts'
import { startOptions } from './start-options.ts'

/** `lambda-sim start`: serves one function until it is asked to end. */
export const startCommand: Command = {
  name: 'start',
  summary: 'serve a function to callers until Ctrl-C',
  help: helpText({
    usage: 'start [DIR|BOOTSTRAP] [options]',
    about:
      'Serves one function: the Invoke API for callers, and the Runtime, Extensions and Telemetry APIs for its processes. Without DIR or BOOTSTRAP you start the runtime yourself, at the address that is printed. The log goes to standard error. Ctrl-C and SIGTERM shut the environment down as Lambda does; a second one ends it at once.',
    operands: targetOperands,
    options: startOptions,
    examples: [
      'lambda-sim start ./my-function --port 9000',
      'lambda-sim start ./my-function --extension ./my-extension --freeze --json',
      'lambda-sim start --runtime-api-port 9001',
    ],
  }),
  async run(args, terminal) {
    const { help, operands, values } = parseArguments(args, startOptions)
    if (help) {
      await write(terminal.stdout, startCommand.help)
      return exitCodes.success
    }
    if (operands.length > 1) {
      throw usageError(`one DIR|BOOTSTRAP is allowed, found ${operands.join(' and ')}`)
    }
    const options = await simulatorOptions(operands[0], values, terminal)
    const { host, port, 'runtime-api-port': runtimeApiPort } = values
    const addresses = {
      ...(host === undefined ? {} : { host, invokeHost: host }),
      ...(port === undefined ? {} : { invokePort: port }),
      ...(runtimeApiPort === undefined ? {} : { port: runtimeApiPort }),
    }
    return await serve({ ...options, ...addresses }, values.json, terminal)
  },
}

async function serve(
  options: Awaited<ReturnType<typeof simulatorOptions>>,
  json: boolean,
  { stdout, stderr, signal }: Terminal,
): Promise<number> {
  const { Simulator } = await import('@sim/simulator')
  const { followLog } = await import('../log-lines/follow-log.ts')
  await using simulator = await Simulator.start(options)
  using _log = followLog(simulator, stderr)
  const { endpoint, runtimeApi, settings } = simulator
  const { functionName, region } = settings
  const addresses = { endpoint, runtimeApi, functionName, region }
  const attached = settings.functionDirectory === undefined
  await write(stdout, json ? announcementJson(addresses) : announcement(addresses, attached))
  await untilAborted(signal)
  await simulator.shutdown({ reason: 'spindown' })
  return exitCodes.success
}
