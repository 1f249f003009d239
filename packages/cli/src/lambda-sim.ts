import { SimulatorError } from '@sim/core'
import { didYouMean } from './closest-name.ts'
import type { Terminal } from './command.ts'
import { commands } from './commands.ts'
import { exitCodeOf, exitCodes, isSignal } from './exit-codes.ts'
import { mainHelp } from './main-help.ts'
import { usageError } from './usage-error.ts'
import { version } from './version.ts'
import { write } from './write.ts'

const names = commands.map(({ name }) => name)
const isHelp = (text: string | undefined) => text === '--help' || text === '-h'

/**
 * Runs `lambda-sim` with these arguments and resolves with its exit code; never rejects.
 *
 * 0: done. 1: the function, or the work, failed. 2: the arguments are wrong. 128 and the number of a signal: cut
 * short. Failures are told on standard error.
 */
export async function lambdaSim(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = args
  const name = names.find((known) => known === first)
  try {
    return await dispatch(first, rest, terminal)
  } catch (error) {
    const { aborted, reason } = terminal.signal
    if (aborted && error === reason && isSignal(reason)) return exitCodeOf(reason)
    await write(terminal.stderr, failureText(error, name))
    return isUsage(error) ? exitCodes.usage : exitCodes.failure
  }
}

async function dispatch(
  first: string | undefined,
  rest: readonly string[],
  terminal: Terminal,
): Promise<number> {
  if (first === undefined) {
    await write(terminal.stderr, mainHelp())
    return exitCodes.usage
  }
  if (isHelp(first) || (first === 'help' && rest.length === 0)) return say(mainHelp(), terminal)
  if (first === '--version' || first === '-v') return say(`${version()}\n`, terminal)
  const command = await commandNamed(first === 'help' ? (rest[0] as string) : first)
  if (first === 'help' || isHelp(rest[0])) return say(command.help, terminal)
  return await command.run(rest, terminal)
}

async function commandNamed(name: string) {
  const entry = commands.find((command) => command.name === name)
  if (entry !== undefined) return await entry.load()
  throw name.startsWith('-')
    ? usageError(`a command is wanted, found the flag ${name}; allowed are ${names.join(', ')}`)
    : usageError(
        `there is no command ${JSON.stringify(name)}${
          didYouMean(name, names) || `, only ${names.join(', ')}`
        }`,
      )
}

async function say(text: string, { stdout }: Terminal): Promise<number> {
  await write(stdout, text)
  return exitCodes.success
}

function failureText(error: unknown, command: string | undefined): string {
  const who = command === undefined ? 'lambda-sim' : `lambda-sim ${command}`
  if (isUsage(error)) return `${who}: ${error.message}\nSee "${who} --help".\n`
  if (SimulatorError.is(error)) return `${who}: ${error.message} [${error.code}]\n`
  // A fault of ours: whoever reports it needs all of it.
  return `${who}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
}

function isUsage(error: unknown): error is SimulatorError {
  return SimulatorError.is(error) && error.code === 'ERR_USAGE'
}
