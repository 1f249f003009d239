import { table } from './arguments/help-text.ts'
import { commands } from './commands.ts'

/** What `lambda-sim --help` prints. */
export function mainHelp(): string {
  return [
    'Usage: lambda-sim COMMAND [options]',
    '',
    'Runs AWS Lambda functions, runtimes and extensions on this machine: no Docker, no account.',
    '',
    'Commands:',
    ...table(commands.map(({ name, summary }) => [name, summary] as const)),
    '',
    'Options:',
    ...table([
      ['COMMAND --help', 'what a command does, and its options'],
      ['--help', 'print this'],
      ['--version', 'print the version'],
    ]),
    '',
  ].join('\n')
}
