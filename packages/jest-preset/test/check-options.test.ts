import { expect, test } from '@jest/globals'
import { checkPresetOptions, checkSimulatorOptions } from '../src/check-options.ts'

test('defaults are filled in, and later places go over earlier ones, option by option', () => {
  const settings = checkPresetOptions({
    globals: { simulator: { memorySizeMb: 256, functionName: 'one' }, timelineLines: 5 },
    docblock: { simulator: { functionName: 'two' }, scope: 'file' },
    nowhere: undefined,
  })

  expect(settings).toEqual({
    simulator: { memorySizeMb: 256, functionName: 'two' },
    build: [],
    scope: 'file',
    timelineLines: 5,
  })
})

test.each([
  {
    options: { simulators: {} },
    message:
      'the options in here are wrong: options: unrecognized key: "simulators", found {"simulators":{}}',
  },
  {
    options: { simulator: { memorySizeMb: 5 } },
    message:
      'the options in here are wrong: simulator.memorySizeMb: too small: expected number to be >=128, found 5',
  },
  {
    options: { build: [{ cwd: 'x' }] },
    message:
      'the options in here are wrong: build.0.command: invalid input: expected string, received undefined, found undefined',
  },
])('$options is refused, with its place and what is allowed', ({ options, message }) => {
  expect(() => checkPresetOptions({ here: options })).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_OPTIONS', message }),
  )
})

test('options of a simulator are refused under the name of who was given them', () => {
  expect(() => checkSimulatorOptions({ timeoutMs: 0 }, 'useSimulator()')).toThrow(
    /^the options in useSimulator\(\) are wrong: timeoutMs: .*, found 0$/,
  )
})
