import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { environment } from '../installation/run.ts'
import { withDependencies } from '../installation/with-dependencies.ts'
import type { Step } from './transcript.ts'

const mark = '\u0001done\u0001'

/**
 * Types a transcript into one shell, in an empty folder, and returns what each command printed.
 *
 * `npm install` takes the packages of the repository from their tarballs, since no registry has them. What the
 * commands left running ends with the shell.
 */
export async function play(
  steps: readonly Step[],
  folder: string,
  tarballs: Record<string, string>,
): Promise<string[]> {
  const { PATH = '', ...env } = environment()
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    // Where npm puts the commands of what it installs.
    env: {
      ...env,
      PATH: `${join(folder, 'node_modules', '.bin')}:${PATH}`,
      NO_COLOR: '1',
      npm_config_loglevel: 'error',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  const outputs: string[] = []
  let printed = ''
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const until = async () => {
    while (!printed.includes(mark)) await once(shell.stdout, 'data')
    const [output = '', rest = ''] = printed.split(mark)
    printed = rest
    return output
  }
  try {
    shell.stdin.write(prelude(tarballs))
    for (const step of steps) {
      if (step.kind === 'file') {
        write(join(folder, step.path), step.content)
        continue
      }
      shell.stdin.write(`${step.command}\nstatus=$?; printf '${mark}'; (exit $status)\n`)
      outputs.push(await until())
    }
    return outputs
  } finally {
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL')
    await once(shell, 'exit')
  }
}

function prelude(tarballs: Record<string, string>): string {
  const cases = Object.keys(tarballs).map((name) => {
    const files = withDependencies(name).map((each) => `file:${tarballs[each]}`)
    return `      ${name}) args+=(${files.join(' ')}) ;;`
  })
  return `exec 2>&1
npm() {
  local args=()
  for arg; do
    case $arg in
${cases.join('\n')}
      *) args+=("$arg") ;;
    esac
  done
  command npm "\${args[@]}" --no-audit --no-fund
}
`
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
