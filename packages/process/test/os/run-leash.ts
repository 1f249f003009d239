import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { leashScript } from '../../src/os/leash-script.ts'

/** Every shell of this machine that the leash may find as `/bin/sh` elsewhere. */
export const shells = ['/bin/sh', '/bin/dash', '/bin/bash --posix', '/bin/busybox sh'].filter(
  (shell) => existsSync(shell.split(' ')[0] as string),
)

/** Runs the leash over these lines, to its end. */
export async function runLeash(shell: string, lines: readonly string[]) {
  const [command, ...args] = shell.split(' ') as [string, ...string[]]
  const leash = spawn(command, [...args, '-c', leashScript], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const exited = once(leash, 'exit')
  leash.stdin?.end(lines.map((line) => `${line}\n`).join(''))
  await exited
}

/** What the leash would do, from a shell whose `kill` and `rmdir` only print. */
export async function rehearse(shell: string, lines: readonly string[]): Promise<string[]> {
  const [command, ...args] = shell.split(' ') as [string, ...string[]]
  const rehearsal = `kill() { echo "kill $*"; }\nrmdir() { echo "rmdir $*"; }\n${leashScript}`
  const leash = spawn(command, [...args, '-c', rehearsal], { stdio: ['pipe', 'pipe', 'ignore'] })
  leash.stdin.end(lines.map((line) => `${line}\n`).join(''))
  const output = Buffer.concat((await leash.stdout.toArray()) as Buffer[]).toString()
  return output.split('\n').filter(Boolean)
}
