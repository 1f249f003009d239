import { expect, test } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'

test.each([
  [{ timeoutMs: 0 }, 'timeoutMs: too small: expected number to be >=1, found 0'],
  [
    { timeoutMs: 2 ** 31 },
    'timeoutMs: too big: expected number to be <=2147483647, found 2147483648',
  ],
  [{ memorySizeMb: 64 }, 'memorySizeMb: too small: expected number to be >=128, found 64'],
  [
    { freeze: 'sometimes' },
    'freeze: invalid option: expected one of "none"|"process"|"cgroup", found "sometimes"',
  ],
  [{ functionName: 'a b' }, 'functionName: invalid string: must match pattern'],
  [{ timeout: 3 }, 'options: unrecognized key: "timeout", found {"timeout":3}'],
  [{ extensions: [{}] }, 'an extension needs a name or a command, found neither'],
  [
    { extensions: [{ name: 'a' }, { name: 'a' }] },
    'each extension needs a name of its own, found "a" twice',
  ],
])('%j is refused, and the message names what is wrong', async (options, message) => {
  await expect(Simulator.start(options as SimulatorOptions)).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTIONS',
    message: expect.stringContaining(message),
  })
})

test('a function directory that is not there is refused', async () => {
  await expect(Simulator.start({ functionDirectory: '/no/such/place' })).rejects.toMatchObject({
    code: 'ERR_FUNCTION_DIRECTORY',
    message: 'functionDirectory must be a directory, found none at /no/such/place',
  })
})

test('a port that is taken is refused', async () => {
  await using first = await Simulator.start()
  const port = Number(first.runtimeApi.split(':')[1])

  await expect(Simulator.start({ port })).rejects.toMatchObject({ code: 'ERR_LISTEN' })
})

test('an invocation with wrong options is refused and not queued', async () => {
  await using simulator = await Simulator.start()

  expect(() => simulator.enqueue({}, { requestId: 'not-a-uuid' })).toThrow(
    expect.objectContaining({
      code: 'ERR_INVALID_OPTIONS',
      message:
        'the options of an invocation are wrong: requestId: invalid UUID, found "not-a-uuid"',
    }),
  )
  expect(simulator.queued).toBe(0)
})

test('a request id that is in use is refused', async () => {
  await using simulator = await Simulator.start()
  const { requestId } = simulator.enqueue({})

  expect(() => simulator.enqueue({}, { requestId })).toThrow(
    expect.objectContaining({ code: 'ERR_DUPLICATE_REQUEST_ID' }),
  )
})

test('what JSON cannot hold is refused as an event', async () => {
  await using simulator = await Simulator.start()

  expect(() => simulator.enqueue(() => 1)).toThrow(
    'an event must be JSON, text or bytes, found function',
  )
})
