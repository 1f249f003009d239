import { expect, test } from '@jest/globals'
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { untilGone } from '../is-alive.ts'
import { ScratchFolder } from '../scratch-folder.ts'
import { ExtensionDirectory } from './extension-directory.ts'
import { fixture, patience, RunningRie } from './running-rie.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const lambdaSim = [process.execPath, '--conditions=@sim/source', path('../../src/bin.ts')]
const anyPorts = [
  '--runtime-api-address=127.0.0.1:0',
  '--runtime-interface-emulator-address=127.0.0.1:0',
]
const missing = ['bash', 'curl'].filter(
  (program) => spawnSync(program, ['--version']).error !== undefined,
)
const isSkipped = missing.length > 0 && process.env['SIM_REQUIRE_ALL'] !== '1'
const shellTest = isSkipped ? test.skip : test
if (isSkipped) console.warn(`skipped: a script that uses the emulator needs ${missing.join(', ')}`)

shellTest(
  'a script starts it with a bootstrap of its own and an extension, calls it, and ends it',
  async () => {
    await using folder = await ScratchFolder.create()
    using directory = new ExtensionDirectory()
    const rie = [...lambdaSim, 'rie', ...anyPorts, ...directory.flags]
    const start = [...rie, fixture('bootstrap.sh'), 'app.handler']

    const { stdout } = await promisify(execFile)(fixture('tries-a-function.sh'), start, {
      cwd: folder.path,
      env: { PATH: process.env.PATH },
      timeout: patience.timeoutMs,
    })

    const printed = (name: string) => readFileSync(join(folder.path, name), 'utf8')
    expect(stdout).toBe(
      '{"handler":"app.handler","event":{"name":"Ada"}}\n200\n' +
        '{"handler":"app.handler","event":[1,2]}\n200\n' +
        'ended with 0\n',
    )
    expect(invocations(printed('stdout'))).toEqual([
      [
        'bootstrap of app.handler',
        'extension got INVOKE',
        'extension sees undefined and undefined',
        '… has 14 bytes',
      ],
      ['extension got INVOKE', '… has 5 bytes'],
      ['extension got SHUTDOWN SandboxTerminated'],
    ])
    expect(printed('stderr')).toMatch(/ \[INFO\] \(rapid\) received SIGTERM, shutting down\n/)
  },
)

test('an event reaches the runtime, and its answer the caller, byte for byte', async () => {
  const echoes = path('../fixtures/echoes-bytes.mjs')
  await using rie = await RunningRie.start([process.execPath, echoes])
  const bytes = Uint8Array.from({ length: 70_000 }, (_one, index) => index)

  const response = await fetch(rie.url, { method: 'POST', body: bytes })

  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
})

test('when it is killed, all that it started goes with it', async () => {
  using directory = new ExtensionDirectory()
  const program = [process.execPath, fixture('does-as-told.mjs')]
  await using rie = await RunningRie.start(program, { flags: directory.flags })
  await rie.tell({})
  const pids = await Promise.all([rie.pidOf('runtime'), rie.pidOf('extension watches.mjs')])

  rie.signal('SIGKILL')
  await rie.ended

  await untilGone(pids)
})

/**
 * What was printed between START and END of each invocation, and after the last one. Who runs side by side prints in any order:
 * they are sorted.
 */
function invocations(text: string): string[][] {
  return text
    .replaceAll(/^END .*\nREPORT .*\n/gm, 'END\n')
    .split('END\n')
    .map((part) =>
      part
        .trimEnd()
        .replace(/^START .*\n/, '')
        .split('\n'),
    )
    .map((lines) => lines.map((line) => line.trimEnd().replace(/^[0-9a-f-]{36}/, '…')).sort())
}
