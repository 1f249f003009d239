import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SimulatorHost, type HostSettings } from '../src/simulator-host.ts'

const variable = 'SIM_JEST_RUN_DIRECTORY'
let directory = ''
let given: string | undefined

beforeEach(() => {
  given = process.env[variable]
  directory = mkdtempSync(join(tmpdir(), 'host-test-'))
  process.env[variable] = directory
})

afterEach(() => {
  rmSync(directory, { recursive: true })
  if (given === undefined) delete process.env[variable]
  else process.env[variable] = given
})

/** A host that ends with its test, and is in no test yet. */
function newHost(settings?: HostSettings) {
  const host = new SimulatorHost(join(__dirname, 'of-a-user.test.js'), settings)
  return Object.assign(host, { [Symbol.asyncDispose]: () => host.end() })
}

test('without options what runs is given, with other options another one is started', async () => {
  await using host = newHost()
  host.openTest('test')

  const first = await host.use()
  const second = await host.use({ memorySizeMb: 512 })

  expect(second).not.toBe(first)
  expect(await host.use()).toBe(second)
  expect(await host.use({ memorySizeMb: 512 })).toBe(second)
  expect(await host.use({})).toBe(first)
})

test('who asks twice at once gets one', async () => {
  await using host = newHost()

  const [first, second] = await Promise.all([host.use(), host.use()])

  expect(first).toBe(second)
})

test('one that was stopped is not given again, nor one that shuts down', async () => {
  await using host = newHost()
  const stopped = await host.use()
  await stopped.stop()
  const second = await host.use()
  const shutdown = second.shutdown()

  expect(second).not.toBe(stopped)
  expect(await host.use({})).not.toBe(second)
  await shutdown
})

test('it stops with the scope that it was asked for in', async () => {
  await using host = newHost()
  host.openBlock('block')
  const ofTheBlock = await host.use()
  host.openTest('test')
  const ofTheTest = await host.use({ memorySizeMb: 512 })

  await host.close('test')

  expect([ofTheTest.phase, ofTheBlock.phase]).toEqual(['stopped', 'init'])
  await host.close('block')
  expect(ofTheBlock.phase).toBe('stopped')
})

test('with scope "file" it lives as long as the host', async () => {
  await using host = newHost({ scope: 'file' })
  host.openTest('test')
  const simulator = await host.use()
  await host.close('test')

  expect(simulator.phase).toBe('init')
  await host.end()
  expect(simulator.phase).toBe('stopped')
})

test('what was configured ends with its scope, too', async () => {
  await using host = newHost({
    simulator: { functionName: 'of-the-configuration', region: 'eu-west-1' },
  })
  host.configure({ memorySizeMb: 256 })
  host.openTest('test')
  host.configure({ functionName: 'of-the-test' })

  expect((await host.use()).settings).toMatchObject({
    functionName: 'of-the-test',
    region: 'eu-west-1',
    memorySizeMb: 256,
  })
  await host.close('test')
  expect((await host.use()).settings).toMatchObject({
    functionName: 'of-the-configuration',
    memorySizeMb: 256,
  })
})

test('a test can have a time of its own, and move it on', async () => {
  await using host = newHost({ simulator: { timeoutMs: 900_000 } })
  host.openTest('test')
  const simulator = await host.use({ time: 'manual' })
  const invocation = simulator.enqueue({})

  simulator.advance(10_000)
  await simulator.waitForPhase('invoke')
  simulator.advance(900_000)
  await invocation.done()

  expect(invocation.text).toContain('Task timed out after 900.00 seconds')
})

test('tests that run at once have one each, and see that of their block', async () => {
  await using host = newHost()
  const shared = await host.use()
  const ask = () => host.use({ memorySizeMb: 512 })

  const [one, two] = await Promise.all([host.runBeside('one', ask), host.runBeside('two', ask)])
  const seen = host.runBeside('three', () => host.use())

  expect(one).not.toBe(two)
  expect(await seen).toBe(shared)
  await host.close('one')
  expect([one.phase, two.phase]).toEqual(['stopped', 'init'])
  expect(host.timeline('two').match(/^Timeline/gm)).toHaveLength(2)
})

test('a test that others run beside does not see what belongs to another test', async () => {
  await using host = newHost()
  host.openTest('alone')
  const ofTheOther = await host.use()

  const simulator = await host.runBeside('beside', () => host.use())

  expect(simulator).not.toBe(ofTheOther)
})

test('a start that fails is told to who asked, and may be tried again', async () => {
  await using host = newHost()

  await expect(host.use({ functionDirectory: 'nowhere' })).rejects.toMatchObject({
    code: 'ERR_FUNCTION_DIRECTORY',
    message: `functionDirectory must be a directory, found none at ${join(__dirname, 'nowhere')}`,
  })
  expect((await host.use({})).phase).toBe('init')
})

test('after the last test nothing is started any more', async () => {
  await using host = newHost()
  await host.end()

  await expect(host.use()).rejects.toMatchObject({ code: 'ERR_TEST_FILE_ENDED' })
})
