const { configureSimulator, useSimulator } = require('@sim/jest-preset')

test('the configured function answers, and is frozen', async () => {
  const simulator = await useSimulator()
  const invocation = await simulator.invoke({ name: 'Ada' })

  expect(invocation).toHaveSucceededWith(expect.objectContaining({ hello: 'Ada' }))
  expect(invocation.json()).toStrictEqual({ hello: 'Ada', pid: expect.any(Number) })
  await expect(simulator).toEmitTelemetry('platform.report', { status: 'success' })
  await simulator.waitForFrozen()
  expect(simulator).toBeFrozen()
})

test('asking again gives the same simulator, other options another one', async () => {
  const simulator = await useSimulator()

  expect(await useSimulator()).toBe(simulator)
  expect(await useSimulator({ memorySizeMb: 512 })).not.toBe(simulator)
  expect(await useSimulator({ memorySizeMb: 512 })).toBe(await useSimulator())
})

test('one that was stopped is not given again', async () => {
  const stopped = await useSimulator()
  await stopped.stop()

  expect(await useSimulator()).not.toBe(stopped)
})

describe('in one describe block', () => {
  const seen = []
  let shared
  beforeAll(async () => {
    configureSimulator({ functionName: 'configured' })
    shared = await useSimulator()
  })
  afterEach(() => seen.push(shared.phase))

  test.each([1, 2])('test %i shares what beforeAll asked for', async () => {
    expect(await useSimulator()).toBe(shared)
    expect(shared.settings.functionName).toBe('configured')
  })

  afterAll(() => expect(seen).not.toContain('stopped'))
})

describe('between tests', () => {
  let last
  const others = []
  afterEach(async () => {
    others.push(last.phase)
  })

  test('a simulator still answers in afterEach', async () => {
    last = await useSimulator()
  })

  test('and has stopped when the next test begins', async () => {
    expect(last.phase).toBe('stopped')
    expect(others).not.toContain('stopped')
    expect((await useSimulator()).settings.functionName).toBe('function')
  })
})

test('relative paths in code are taken from the folder of the test file', async () => {
  const simulator = await useSimulator({ functionDirectory: './functions/hello' })

  expect(simulator.settings.functionDirectory).toBe(
    require('node:path').join(__dirname, 'functions/hello'),
  )
})

test('wrong options are named with the place that they come from', async () => {
  await expect(useSimulator({ memorySizeMb: 5 })).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: expect.stringMatching(
      /^the options in useSimulator\(\) are wrong: memorySizeMb: .*, found 5$/,
    ),
  })
  configureSimulator({ timeoutMs: 'long' })
  await expect(useSimulator()).rejects.toMatchObject({
    message: expect.stringMatching(/^the options in configureSimulator\(\) are wrong: timeoutMs: /),
  })
})

describe('tests that run at once', () => {
  const all = []

  test.concurrent.each([1, 2])('have one each: %i', async (n) => {
    const simulator = await useSimulator()
    all.push(simulator)
    const invocation = await simulator.invoke({ name: n })

    expect(invocation.json()).toMatchObject({ hello: n })
    expect(all.length).toBe(new Set(all).size)
    await expect(simulator).not.toEmitTelemetry('platform.extension')
  })
})
