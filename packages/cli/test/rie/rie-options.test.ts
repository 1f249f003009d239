import { expect, test } from '@jest/globals'
import { rieOptions } from '../../src/rie/rie-options.ts'

test('without flags everything is where the emulator has it', () => {
  expect(rieOptions(['/var/runtime/bootstrap', 'app.handler'], '/here')).toEqual({
    help: false,
    runtimeApi: { host: '127.0.0.1', port: 9001 },
    invocations: { host: '0.0.0.0', port: 8080 },
    logLevel: undefined,
    initCaching: false,
    freeze: false,
    telemetry: false,
    extensionsDirectory: '/opt/extensions',
    bootstrap: ['/var/runtime/bootstrap', 'app.handler'],
  })
})

test('every flag counts', () => {
  const flags = [
    '--runtime-api-address',
    '127.0.0.1:1',
    '--runtime-interface-emulator-address=:2',
    '--log-level=WARN',
    '--enable-init-caching',
    '--extensions-dir',
    'mine',
    '--freeze',
    '--telemetry',
    '-h',
  ]

  expect(rieOptions(flags, '/here')).toEqual({
    help: true,
    runtimeApi: { host: '127.0.0.1', port: 1 },
    invocations: { host: '0.0.0.0', port: 2 },
    logLevel: 'warning',
    initCaching: true,
    freeze: true,
    telemetry: true,
    extensionsDirectory: '/here/mine',
    bootstrap: [],
  })
})

test.each([
  {
    args: ['--runtime-api-address=9001'],
    message: '--runtime-api-address must be HOST:PORT with a port from 0 to 65535, found "9001"',
  },
  {
    args: ['--runtime-interface-emulator-address', 'x'],
    message:
      '--runtime-interface-emulator-address must be HOST:PORT with a port from 0 to 65535, found "x"',
  },
  {
    args: ['--log-level=all'],
    message:
      '--log-level must be one of trace, debug, info, warn, error, fatal, panic, found "all"',
  },
])('$args', ({ args, message }) => {
  expect(() => rieOptions(args, '/')).toThrow(
    expect.objectContaining({ code: 'ERR_USAGE', message }),
  )
})
