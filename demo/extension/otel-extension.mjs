#!/usr/bin/env node
// @ts-check
import { beforeDeadline } from './deadline.mjs'
import { Extension } from './extensions-api.mjs'
import { FinishedInvocations } from './finished-invocations.mjs'
import { receiveJson } from './http.mjs'
import { Outbox } from './outbox.mjs'

const {
  AWS_LAMBDA_RUNTIME_API: api = '',
  EXTENSION_NAME: name = 'otel-extension',
  OTLP_PORT: otlpPort = '4318',
  COLLECTOR_URL: collectorUrl = '',
} = process.env

const outbox = new Outbox(collectorUrl)
const finished = new FinishedInvocations()

const extension = await Extension.register(api, name, ['INVOKE', 'SHUTDOWN'])
try {
  await listen()
} catch (error) {
  console.error(error)
  await extension.fail('init', error)
  process.exit(1)
}
try {
  await serveEvents()
} catch (error) {
  console.error(error)
  await extension.fail('exit', error)
  process.exit(1)
}
process.exit(0)

/** Opens the door for the function's OTLP and for the platform's telemetry, before any of it comes. */
async function listen() {
  await receiveJson(Number(otlpPort), (path, request) => outbox.addOtlp(path, request))
  const telemetryPort = await receiveJson(0, (_path, events) => {
    outbox.addTelemetry(events)
    finished.read(events)
  })
  await extension.subscribe(telemetryPort)
  console.log(`OTLP on port ${otlpPort}, telemetry on ${telemetryPort}, out to ${collectorUrl}`)
}

/** Exports what each invocation left behind, after its caller has the answer, until SHUTDOWN. */
async function serveEvents() {
  for (;;) {
    const event = await extension.next()
    const signal = beforeDeadline(event)
    // Asking for the next event means that nothing is left to do, and the sandbox may freeze at once.
    if (event.eventType === 'INVOKE') await finished.wait(event.requestId, signal)
    await outbox.flush(signal)
    if (event.eventType === 'SHUTDOWN') return
  }
}
