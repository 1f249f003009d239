import type { Command } from './command.ts'

/** What is known of a command before it is loaded: loading takes longer than all else that `--help` does. */
export interface CommandEntry extends Pick<Command, 'name' | 'summary'> {
  load(): Promise<Command>
}

/** The commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'run a function once or more, print its log and its answers',
    load: async () => (await import('./run/run-command.ts')).runCommand,
  },
  {
    name: 'start',
    summary: 'serve a function to callers until Ctrl-C',
    load: async () => (await import('./start/start-command.ts')).startCommand,
  },
  {
    name: 'rie',
    summary: "stand in for AWS's Runtime Interface Emulator",
    load: async () => (await import('./rie/rie-command.ts')).rieCommand,
  },
]
