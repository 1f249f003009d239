import type { SimulatorOptions } from '@sim/simulator'
import type { Options, OptionValues } from '../arguments/option.ts'
import { oneOf, positiveNumber, text, textLike, time, wholeNumber } from '../arguments/values.ts'
import type { Terminal } from '../command.ts'
import { usageError } from '../usage-error.ts'
import { extensionPrograms } from './extension-programs.ts'
import { functionTarget } from './function-target.ts'
import { functionVariables } from './function-variables.ts'

const longestMs = 900_000
const someTime = 'a time from 1ms to 900s such as 3, 0.5 or 500ms'

/** The flags that say what the function is and how it is run. */
export const functionOptions = {
  handler: {
    kind: 'value',
    placeholder: 'FILE.EXPORT',
    summary: 'the handler, _HANDLER for a bootstrap (default: index.handler)',
    schema: text,
    allowed: 'FILE.EXPORT such as index.handler',
  },
  extension: {
    kind: 'list',
    placeholder: 'PATH',
    summary: 'an external extension to run beside it, or a folder of them; repeatable',
    schema: text,
    allowed: 'an executable file, or a folder of them',
  },
  freeze: {
    kind: 'switch',
    summary: 'stop every process between invocations, as Lambda does',
  },
  timeout: {
    kind: 'value',
    placeholder: 'SECONDS',
    summary: "the function's time-out, 3 or 500ms or 2m (default: 3)",
    schema: time(1, longestMs),
    allowed: someTime,
  },
  'init-timeout': {
    kind: 'value',
    placeholder: 'SECONDS',
    summary: 'the time-out of the init phase (default: 10)',
    schema: time(1, longestMs),
    allowed: someTime,
  },
  'time-scale': {
    kind: 'value',
    placeholder: 'N',
    summary: "how long a second of Lambda's time limits lasts, in seconds (default: 1)",
    schema: positiveNumber(1_000),
    allowed: 'a number above 0, at most 1000, such as 0.01',
  },
  memory: {
    kind: 'value',
    placeholder: 'MB',
    summary: 'the memory size that the function is told (default: 128)',
    schema: wholeNumber(128, 10_240),
    allowed: 'a whole number of MB from 128 to 10240',
  },
  env: {
    kind: 'list',
    placeholder: 'NAME[=VALUE]',
    summary: 'a variable of the function; without a value the one set here; repeatable',
    schema: text,
    allowed: 'NAME=VALUE, or the NAME of a variable that is set here',
  },
  'env-file': {
    kind: 'list',
    placeholder: 'FILE',
    summary: 'a file of NAME=VALUE lines; --env wins over it; repeatable',
    schema: text,
    allowed: 'a file of NAME=VALUE lines',
  },
  'log-format': {
    kind: 'value',
    placeholder: 'Text|JSON',
    summary: 'how the function and Lambda write the log (default: Text)',
    schema: oneOf(['Text', 'JSON']),
    allowed: 'Text or JSON',
  },
  'log-level': {
    kind: 'value',
    placeholder: 'LEVEL',
    summary: 'with JSON, the lowest level of printed lines (default: INFO)',
    schema: oneOf(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']),
    allowed: 'TRACE, DEBUG, INFO, WARN, ERROR or FATAL',
  },
  'system-log-level': {
    kind: 'value',
    placeholder: 'LEVEL',
    summary: "with JSON, the lowest level of Lambda's own events (default: INFO)",
    schema: oneOf(['DEBUG', 'INFO', 'WARN']),
    allowed: 'DEBUG, INFO or WARN',
  },
  name: {
    kind: 'value',
    placeholder: 'NAME',
    summary: "the function's name (default: function)",
    schema: textLike(/^[a-zA-Z0-9-_]{1,64}$/),
    allowed: '1 to 64 letters, digits, - or _',
  },
  region: {
    kind: 'value',
    placeholder: 'REGION',
    summary: 'the region that the function is told (default: us-east-1)',
    schema: textLike(/^[a-z0-9-]+$/),
    allowed: 'a region such as us-east-1',
  },
} as const satisfies Options

/** What the flags and the operand mean to the simulator. Rejects with `ERR_USAGE`. */
export async function simulatorOptions(
  operand: string | undefined,
  values: OptionValues<typeof functionOptions>,
  terminal: Pick<Terminal, 'env' | 'cwd'>,
): Promise<SimulatorOptions> {
  const { cwd } = terminal
  refuseLevelsInText(values)
  const given = {
    logFormat: values['log-format'],
    applicationLogLevel: values['log-level'],
    systemLogLevel: values['system-log-level'],
    handler: values.handler,
    timeoutMs: values.timeout,
    initTimeoutMs: values['init-timeout'],
    memorySizeMb: values.memory,
    functionName: values.name,
    region: values.region,
    time: values['time-scale'] && { scale: values['time-scale'] },
  }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(operand === undefined ? {} : await functionTarget(operand, cwd)),
    ...(await functionVariables(values['env-file'], values.env, terminal)),
    extensions: await extensionPrograms(values.extension, cwd),
    freeze: values.freeze ? 'process' : 'none',
  }
}

function refuseLevelsInText(values: OptionValues<typeof functionOptions>): void {
  if (values['log-format'] === 'JSON') return
  for (const name of ['log-level', 'system-log-level'] as const) {
    if (values[name] === undefined) continue
    throw usageError(`--${name} needs --log-format JSON, found ${values['log-format'] ?? 'none'}`)
  }
}
