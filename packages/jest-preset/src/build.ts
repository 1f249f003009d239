import { pollUntil, SimulatorError } from '@sim/core'
import { kernelPort } from '@sim/freeze'
import { describeExit, OsProcess } from '@sim/process'
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import type { Build } from './preset-options.ts'
import { runDirectory } from './run-directory.ts'

/** How a build ended. */
interface BuildResult {
  readonly isDone: boolean
  /** `exited with 3`. */
  readonly end: string
  readonly output: string
}

const mostOutputLines = 200

/**
 * Sees to it that each of these was built in this run, one after the other.
 *
 * Whoever comes first builds; the others, in whichever process and project, wait and get the same result.
 * Rejects with `ERR_BUILD_FAILED`, which shows what the tool has printed.
 */
export async function ensureBuilt(builds: readonly Build[], folder: string): Promise<void> {
  for (const build of builds) {
    const cwd = resolve(folder, build.cwd ?? '.')
    const result = await builtOnce(build, cwd)
    if (!result.isDone) throw failed(build, cwd, result)
  }
}

async function builtOnce(build: Build, cwd: string): Promise<BuildResult> {
  const hash = createHash('sha256').update(JSON.stringify([build.command, cwd]))
  const file = join(runDirectory(), `build-${hash.digest('hex').slice(0, 16)}`)
  if (take(`${file}.lock`)) {
    const result = await run(build, cwd)
    writeFileSync(`${file}.new`, JSON.stringify(result))
    renameSync(`${file}.new`, file)
    return result
  }
  return (await pollUntil(
    () => read(file) ?? abandoned(`${file}.lock`) ?? read(file),
    (result): result is BuildResult => result !== undefined,
    { what: `another process to run ${build.command}`, timeoutMs: build.timeoutMs + 10_000 },
  )) as BuildResult
}

/** Whether this process is the one that builds. */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function read(file: string): BuildResult | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as BuildResult
  } catch {
    return undefined
  }
}

/** The one who wanted to build may be dead. */
function abandoned(lock: string): BuildResult | undefined {
  const pid = Number(readFileSync(lock, 'utf8'))
  const kernel = kernelPort()
  if (!kernel.isSupported || pid === 0 || kernel.read(pid) !== undefined) return undefined
  return { isDone: false, end: 'was abandoned', output: `process ${pid}, which ran it, is gone` }
}

async function run({ command, timeoutMs }: Build, cwd: string): Promise<BuildResult> {
  const output: string[] = []
  const onOutput = ({ text }: { readonly text: string }) => {
    output.push(text)
    if (output.length > mostOutputLines) output.shift()
  }
  const isWindows = process.platform === 'win32'
  await using child = await OsProcess.spawn({
    name: 'build',
    command: isWindows ? (process.env['ComSpec'] ?? 'cmd.exe') : '/bin/sh',
    args: isWindows ? ['/d', '/s', '/c', command] : ['-c', command],
    cwd,
    env: shellEnvironment(),
    onOutput,
  })
  const timeout = AbortSignal.timeout(timeoutMs)
  timeout.addEventListener('abort', () => void child.kill())
  const reason = await child.exited
  const end = timeout.aborted ? `took longer than ${timeoutMs} ms` : describeExit(reason)
  return { isDone: reason.kind === 'normal', end, output: output.join('\n') }
}

/** What the user's shell has, without what Jest puts in: a build for tests is a build. */
function shellEnvironment(): Record<string, string> {
  const { JEST_WORKER_ID: _worker, NODE_ENV: mode, ...rest } = process.env
  const set = { ...rest, ...(mode !== 'test' && { NODE_ENV: mode }) }
  return Object.fromEntries(
    Object.entries(set).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function failed({ command }: Build, cwd: string, { end, output }: BuildResult): SimulatorError {
  return new SimulatorError(
    'ERR_BUILD_FAILED',
    `the build \`${command}\` in ${cwd} was to succeed, but ${end}\n\n${output}`,
  )
}
