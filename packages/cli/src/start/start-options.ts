import type { Options } from '../arguments/option.ts'
import { text, wholeNumber } from '../arguments/values.ts'
import { functionOptions } from '../function/function-options.ts'

const port = wholeNumber(0, 65_535)
const somePort = 'a port from 0 to 65535; 0 takes a free one'

/** The flags of `lambda-sim start`. */
export const startOptions = {
  port: {
    kind: 'value',
    placeholder: 'PORT',
    summary: 'the port of the Invoke API (default: a free one)',
    schema: port,
    allowed: somePort,
  },
  'runtime-api-port': {
    kind: 'value',
    placeholder: 'PORT',
    summary: 'the port of the Runtime, Extensions and Telemetry APIs (default: a free one)',
    schema: port,
    allowed: somePort,
  },
  host: {
    kind: 'value',
    placeholder: 'HOST',
    summary: 'the address that both listen on (default: 127.0.0.1, this machine only)',
    schema: text,
    allowed: 'an address of this machine such as 127.0.0.1',
  },
  json: {
    kind: 'switch',
    summary: 'print the addresses as one line of JSON, and nothing else',
  },
  ...functionOptions,
} as const satisfies Options
