import { line, report, start } from './events.ts'
import { failure, success } from './outcomes.ts'

/** As much of `expect` as the cases use: that of Jest, or that of Vitest. */
export interface AnyExpect {
  (received: unknown): AnyMatchers & { readonly not: AnyMatchers; readonly resolves: AnyMatchers }
  any(type: unknown): unknown
  stringContaining(text: string): unknown
}

type AnyMatchers = Readonly<Record<string, (...expected: unknown[]) => unknown>>

const events = [start('a'), line('hello\n'), report('a'), start('b'), report('b', 'timeout')]
const boom = failure({ errorType: 'TypeError', errorMessage: 'boom', trace: ['at x'] }, 'Unhandled')
const spoken = {
  requestId: 'a',
  progress: 'ended',
  logs: [
    { stream: 'stdout', text: 'hello' },
    { stream: 'stdout', text: '{"level":"INFO"}' },
  ],
}

/** What must come out alike in Jest and in Vitest: what holds, what does not, and what is said of it. */
export const cases: Readonly<Record<string, (expect: AnyExpect) => unknown>> = {
  'an event by name': (expect) => expect(events).toHaveEmittedTelemetry!('platform.report'),
  'an event by a part of its record': (expect) =>
    expect(events).toHaveEmittedTelemetry!('platform.report', {
      requestId: /b/,
      errorType: undefined,
      metrics: { durationMs: expect.any(Number) },
    }),
  'an order of events': (expect) =>
    expect(events).toHaveEmittedTelemetry!(['platform.start', { type: 'platform.report' }]),
  'an event that differs': (expect) =>
    expect(events).toHaveEmittedTelemetry!('platform.report', {
      status: 'error',
      metrics: { durationMs: expect.any(Number) },
    }),
  'an event that should not be': (expect) =>
    expect(events).not.toHaveEmittedTelemetry!('platform.start', { requestId: 'a' }),
  'an order that goes on elsewhere': (expect) =>
    expect(events).toHaveEmittedTelemetry!(['platform.report', 'function']),
  'a misspelt event': (expect) => expect([]).toHaveEmittedTelemetry!('platform.repotr'),
  'no source of events': (expect) => expect(5).not.toHaveEmittedTelemetry!('function'),
  'a promise of events': (expect) =>
    expect(Promise.resolve(events)).toHaveEmittedTelemetry!('function'),
  'events behind resolves': (expect) =>
    expect(Promise.resolve(events)).resolves.toHaveEmittedTelemetry!('function', 'bye'),
  'a list that should grow': (expect) => expect(events).toEmitTelemetry!('function'),
  'an answer': (expect) =>
    expect(success('{"n":1}')).toHaveSucceededWith!({ n: expect.any(Number) }),
  'another answer': (expect) =>
    expect(success('{"n":1,"m":2}')).toHaveSucceededWith!({ n: 2, m: expect.any(Number) }),
  'an answer that should not be': (expect) => expect(success('1')).not.toHaveSucceededWith!(),
  'an error instead of an answer': (expect) => expect(boom).toHaveSucceededWith!('x'),
  'an error': (expect) => expect(boom).toHaveFailedWith!({ errorMessage: /^b/, status: 'error' }),
  'another error': (expect) => expect(boom).toHaveFailedWith!({ errorMessage: 'bang' }),
  'an error that should not be': (expect) =>
    expect(boom).not.toHaveFailedWith!(expect.stringContaining('x')),
  'a line': (expect) => expect(spoken).toHaveLogged!({ level: 'INFO' }, { stream: 'stdout' }),
  'another line': (expect) =>
    expect({ ...spoken, logs: spoken.logs.slice(0, 1) }).toHaveLogged!(/WARN/),
  'values that matchers stand for': (expect) => {
    const matchers = expect as unknown as AnyMatchers
    return expect([success('1'), boom]).toEqual!([
      matchers['toHaveSucceededWith']!(1),
      matchers['toHaveFailedWith']!('boom'),
    ])
  },
}

/** What came of a case: what it said when it failed, in words that do not depend on who laid them out. */
export async function outcomeOfCase(
  run: (expect: AnyExpect) => unknown,
  expect: AnyExpect,
): Promise<string> {
  try {
    await run(expect)
    return 'holds'
  } catch (error) {
    return alike((error as Error).message)
  }
}

/** Vitest names the types of lists and objects, and puts their members on lines. */
function alike(message: string): string {
  return message
    .replaceAll(/\u001B\[\d+m/g, '')
    .replaceAll(/\b(?:Object|Array) (?=[{[])/g, '')
    .replaceAll(/,(?=\s*[}\]])/g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=[{[]) | (?=[}\]])/g, '')
}
