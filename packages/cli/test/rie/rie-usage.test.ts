import { expect, test } from '@jest/globals'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import process from 'node:process'
import { rieHelp } from '../../src/rie/rie-help.ts'
import { fixture, RunningRie } from './running-rie.ts'

const doesAsTold = [process.execPath, fixture('does-as-told.mjs')]

test('help is printed, and is a success', async () => {
  await using rie = new RunningRie(['--log-level', 'error', '--help', 'bootstrap'])

  expect(await rie.ended).toEqual({ code: 0, signal: null })
  expect(`${rie.stdout.entries().join('\n')}\n`).toBe(rieHelp)
})

test('flags behind the bootstrap are its own', async () => {
  await using rie = await RunningRie.start([...doesAsTold, '--help'])

  const { status } = await rie.tell({})

  expect(status).toBe(200)
  await rie.prints(/^runtime started as --help$/)
})

test.each([
  { args: ['--port=1', 'x'], env: {}, message: /unknown flag --port, allowed: --runtime-api/ },
  {
    args: ['--log-level', 'loud', 'x'],
    env: {},
    message: /--log-level must be one of trace, .*, found "loud"/,
  },
  {
    args: ['x'],
    env: { AWS_LAMBDA_FUNCTION_TIMEOUT: '1.5' },
    message:
      /AWS_LAMBDA_FUNCTION_TIMEOUT must be a whole number of seconds, at least 1, found "1.5"/,
  },
])('$args with $env is wrong usage', async ({ args, env, message }) => {
  await using rie = new RunningRie(args, env)

  expect(await rie.ended).toEqual({ code: 2, signal: null })
  await rie.says(message)
})

test.each([
  ['--runtime-api-address=127.0.0.1:0', '--runtime-interface-emulator-address'],
  ['--runtime-interface-emulator-address=127.0.0.1:0', '--runtime-api-address'],
])('with %s, a port that is taken for %s is a failure that names it', async (...flags) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  await using rie = new RunningRie([...flags, `127.0.0.1:${port}`, ...doesAsTold])

  const end = await rie.ended
  taken.close()

  expect(end).toEqual({ code: 1, signal: null })
  await rie.says(new RegExp(`cannot listen on 127.0.0.1:${port}.*ERR_LISTEN`))
})

test('what is accepted without effect is told', async () => {
  const env = {
    AWS_LAMBDA_FUNCTION_TIMEOUT: '9999999',
    LOG_LEVEL: 'x',
  }
  await using rie = await RunningRie.start(doesAsTold, { env })

  const { status } = await rie.tell({})

  expect(status).toBe(200)
  await rie.says(
    /\[WARNING\].*AWS_LAMBDA_FUNCTION_TIMEOUT is 9999999 seconds, the limit of 2147483/,
  )
  await rie.says(/\[WARNING\].*LOG_LEVEL is x, not one of trace/)
})

test('the log level says what is told', async () => {
  await using rie = await RunningRie.start(doesAsTold, { env: { LOG_LEVEL: 'DEBUG' } })
  await using quiet = new RunningRie(['--log-level=fatal', '--runtime-api-address=x', 'y'], {
    LOG_LEVEL: 'debug',
  })

  await rie.tell({})
  await rie.says(/\[DEBUG\] \(rapid\) invocation \S+ queued/)

  expect(await quiet.ended).toEqual({ code: 2, signal: null })
})
