import { helpText } from '../arguments/help-text.ts'
import { parseArguments } from '../arguments/parse-arguments.ts'
import type { Command, Terminal } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { simulatorOptions } from '../function/function-options.ts'
import { targetOperands } from '../function/function-target.ts'
import { unlessAborted } from '../until-aborted.ts'
import { usageError } from '../usage-error.ts'
import { write } from '../write.ts'
import { readEvents } from './events.ts'
import { openExportFiles } from './export-files.ts'
import { runOptions } from './run-options.ts'

/** `lambda-sim run`: invokes a function and ends. */
export const runCommand: Command = {
  name: 'run',
  summary: 'run a function once or more, print its log and its answers',
  help: helpText({
    usage: 'run DIR|BOOTSTRAP [options]',
    about:
      'Runs a function as Lambda would, once for each event. The answers, and nothing else, go to standard output; the log and a timeline go to standard error. Exits with 0 if the last invocation succeeded, with 1 if it failed.',
    operands: targetOperands,
    options: runOptions,
    examples: [
      'lambda-sim run ./my-function --event \'{"name":"Ada"}\'',
      'lambda-sim run ./my-function --handler app.main --event @order.json --timeout 500ms',
      'lambda-sim run ./target/bootstrap --extension ./my-extension --freeze --event {} --event {}',
      "generate-event | lambda-sim run ./my-function --event - --no-timeline 2>log.txt | jq '.total'",
    ],
  }),
  async run(args, terminal) {
    const { help, operands, values } = parseArguments(args, runOptions)
    if (help) {
      await write(terminal.stdout, runCommand.help)
      return exitCodes.success
    }
    const options = await simulatorOptions(theOne(operands), values, terminal)
    const events = await unlessAborted(readEvents(values.event, terminal), terminal.signal)
    const lines = events.length > 1 || isTerminal(terminal.stdout)
    await using files = await unlessAborted(openExportFiles(values, terminal), terminal.signal)
    // Loading the simulator takes longest, and is not needed for help and faults.
    const { runEvents } = await import('./run-events.ts')
    return await runEvents(options, events, { ...values, lines, files }, terminal)
  },
}

function theOne(operands: readonly string[]): string {
  const [operand, ...more] = operands
  if (operand === undefined) {
    throw usageError(
      'DIR|BOOTSTRAP is missing: a folder with a function, or an executable that is a runtime',
    )
  }
  if (more.length === 0) return operand
  throw usageError(
    `one DIR|BOOTSTRAP is allowed, found ${operands.join(' and ')}; events are given by --event`,
  )
}

function isTerminal(stream: Terminal['stdout']): boolean {
  return (stream as { isTTY?: boolean }).isTTY === true
}
