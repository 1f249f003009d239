/**
 * The types of the matchers, as a test writes them. Compiled behind imports of each `expect` that they are for:
 * a line after `@ts-expect-error` must not compile.
 */
export const typedExpectations = `
declare const simulator: unknown
declare const limits: { timeoutMs: number; signal: AbortSignal }

export async function expectations() {
  expect(simulator).toHaveEmittedTelemetry('platform.report')
  expect(simulator).toHaveEmittedTelemetry('platform.report', {
    requestId: /^8476/,
    status: 'success',
    errorType: undefined,
    metrics: { durationMs: expect.any(Number) },
  })
  expect(simulator).toHaveEmittedTelemetry('function', expect.stringContaining('hello'))
  expect(simulator).toHaveEmittedTelemetry('function', { level: 'INFO' })
  expect(simulator).not.toHaveEmittedTelemetry({ type: 'platform.start' })
  expect(simulator).toHaveEmittedTelemetry([
    'platform.start',
    { type: 'platform.report', record: { status: 'timeout' } },
  ])
  await expect(simulator).toEmitTelemetry('platform.report', limits)
  await expect(simulator).not.toEmitTelemetry('platform.report', { status: 'error' }, limits)
  await expect(simulator).toEmitTelemetry(['platform.start', 'platform.report'], limits)
  await expect(Promise.resolve(simulator)).resolves.toHaveSucceededWith({ n: 1 })
  expect(simulator).toHaveFailedWith({ errorType: 'TypeError', errorMessage: /boom/ })
  expect(simulator).toHaveRegisteredExtension('otel', { events: ['INVOKE'] })
  expect(simulator).toHaveLogged(/hello/, { source: 'function', stream: 'stdout' })
  expect(simulator).toHaveShutDownWith('timeout')
  expect([simulator]).toEqual([expect.toHaveSucceededWith(1), expect.not.toHaveFailedWith()])
  const waits: Promise<void> = expect(simulator).toEmitTelemetry('platform.report')
  const judges: void = expect(simulator).toBeFrozen()

  // @ts-expect-error no event has this name
  expect(simulator).toHaveEmittedTelemetry('platform.repotr')
  // @ts-expect-error no record has this member
  expect(simulator).toHaveEmittedTelemetry('platform.report', { stauts: 'success' })
  // @ts-expect-error the record of another event has this member
  expect(simulator).toHaveEmittedTelemetry('platform.start', { status: 'success' })
  // @ts-expect-error no status is called this
  expect(simulator).toHaveEmittedTelemetry('platform.report', { status: 'sucess' })
  // @ts-expect-error no member further down is called this
  expect(simulator).toHaveEmittedTelemetry({ type: 'platform.report', record: { metrics: { ms: 5 } } })
  // @ts-expect-error one in a list is wrong
  expect(simulator).toHaveEmittedTelemetry(['platform.start', { type: 'platform.repotr' }])
  // @ts-expect-error no event has this name
  await expect(simulator).toEmitTelemetry('platform.repotr')
  // @ts-expect-error no record has this member
  await expect(simulator).toEmitTelemetry('platform.report', { stauts: 'success' }, limits)
  // @ts-expect-error reasons are lower case
  expect(simulator).toHaveShutDownWith('SPINDOWN')
  // @ts-expect-error there is no such event
  expect(simulator).toHaveRegisteredExtension('otel', { events: ['BOOT'] })
  // @ts-expect-error there is no such stream
  expect(simulator).toHaveLogged('hello', { stream: 'stdlog' })
  return { waits, judges }
}
`
