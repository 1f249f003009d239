import { expect, test } from '@jest/globals'
import { pollUntil } from '@sim/core'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { untilGone } from '../is-alive.ts'
import { cli, RunningCli } from '../running-cli.ts'
import { functionFolder, ScratchFolder } from '../scratch-folder.ts'
import { stable } from '../stable.ts'

const greeter = functionFolder('greeter')

interface Addresses {
  readonly endpoint: string
  readonly runtimeApi: string
  readonly functionName: string
}

async function addresses(running: RunningCli): Promise<Addresses> {
  const [line] = await running.says('stdout', /^.*\n/)
  return JSON.parse(line) as Addresses
}

async function invoke({ endpoint, functionName }: Addresses, event: string): Promise<string> {
  const url = `${endpoint}/2015-03-31/functions/${functionName}/invocations`
  return await (await fetch(url, { method: 'POST', body: event })).text()
}

test('the addresses are one line of JSON, and the function answers there until SIGTERM', async () => {
  await using folder = await ScratchFolder.create()
  const extension = await folder.program('otel', 'observes')
  await using running = new RunningCli([
    'start',
    greeter,
    '--name',
    'my-fn',
    '--json',
    '--extension',
    extension,
  ])
  const where = await addresses(running)

  const answer = await invoke(where, '{"name":"Ada"}')
  running.child.kill('SIGTERM')

  const { code, stdout, stderr } = await running.finished
  expect(answer).toBe('{"hello":"Ada"}')
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${JSON.stringify(where)}\n` })
  expect(where).toEqual({
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    runtimeApi: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    functionName: 'my-fn',
    region: 'us-east-1',
  })
  expect(stable(stderr).match(/^(START|END|REPORT|EXTENSION|\[).*$/gm)).toEqual([
    'EXTENSION\tName: otel\tState: Ready\tEvents: [INVOKE,SHUTDOWN]',
    'START RequestId: ID Version: $LATEST',
    '[extension otel] INVOKE',
    'END RequestId: ID',
    expect.stringMatching(/^REPORT .*Init Duration: N\.NN ms\t$/),
    '[extension otel] SHUTDOWN spindown',
  ])
})

test('for people there are lines to copy', async () => {
  await using running = new RunningCli(['start', greeter, '--name', 'my-fn'])
  const [url = ''] = await running.says('stdout', /(?<=curl -d '\{\}' ')[^']+/)
  await running.says('stdout', /Ctrl-C.*\n/)

  const answer = await (await fetch(url, { method: 'POST', body: '{}' })).text()
  running.child.kill('SIGINT')

  const { code, stdout } = await running.finished
  expect({ code, answer }).toEqual({ code: 0, answer: '{"hello":"world"}' })
  expect(stable(stdout)).toMatchSnapshot()
})

test('without a function the runtime is started by somebody else', async () => {
  await using running = new RunningCli(['start'])
  const [, runtimeApi = ''] = await running.says('stdout', /AWS_LAMBDA_RUNTIME_API=(\S+)/)
  const [endpoint = ''] = await running.says('stdout', /http:\S+(?=\n)/)
  const runtime = spawn(process.execPath, [`${import.meta.dirname}/../fixtures/echoes-bytes.mjs`], {
    env: { AWS_LAMBDA_RUNTIME_API: runtimeApi },
    stdio: 'ignore',
  })
  const gone = once(runtime, 'exit')
  try {
    const answer = await invoke({ endpoint, runtimeApi, functionName: 'function' }, '{"a":1}')
    running.child.kill('SIGINT')

    const { code, stdout } = await running.finished
    expect({ code, answer }).toEqual({ code: 0, answer: '{"a":1}' })
    expect(stable(stdout)).toMatchSnapshot()
  } finally {
    runtime.kill('SIGKILL')
    await gone
  }
})

test('a second Ctrl-C ends at once what will not end', async () => {
  await using folder = await ScratchFolder.create()
  const extension = await folder.program('stubborn', 'will-not-end')
  await using running = new RunningCli(['start', greeter, '--extension', extension])
  const [, pid] = await running.says('stderr', /\[extension stubborn\] pid (\d+)/)
  await running.says('stderr', /EXTENSION\tName: stubborn\tState: Ready/)

  running.child.kill('SIGINT')
  await running.says('stderr', /working on/)
  await pollUntil(
    () => running.child.kill('SIGINT'),
    (isThere) => !isThere,
    { what: 'the end of lambda-sim', timeoutMs: 20_000 },
  )

  expect((await running.finished).code).toBe(130)
  await untilGone([Number(pid)])
})

test.each(['--port', '--runtime-api-port'])('%s is taken, or said to be in use', async (flag) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const { code, stdout, stderr } = await cli(['start', flag, String(port)])

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.split('\n').at(-2)).toMatch(
      `lambda-sim start: cannot listen on 127.0.0.1:${port}: Error: listen EADDRINUSE`,
    )
    expect(stderr).toMatch(/\[ERR_LISTEN\]\n$/)
  } finally {
    server.close()
  }
})

test('an address that is none of this machine is refused', async () => {
  const { code, stderr } = await cli(['start', '--host', '192.0.2.1'])

  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^lambda-sim start: cannot listen on 192\.0\.2\.1:\d+: .*\[ERR_LISTEN\]\n$/,
  )
})
