import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const next = testsOf('packages/extensions-api/test/endpoints/event-next.test.ts')
const slot = testsOf('packages/extensions-api/test/event-slot.test.ts')
const barriers = testsOf('packages/extensions-api/test/invoke-barriers.test.ts')
const matrix = testsOf('packages/extensions-api/test/state-matrix.test.ts')
const states = testsOf('packages/extensions-api/test/extension-state.test.ts')
const lost = testsOf('packages/extensions-api/test/lost-clients.test.ts')
const stories = testsOf('conformance/test/seed-extensions-api.test.ts')

/** `GET /2020-01-01/extension/event/next`, and the states behind it. */
export const events: readonly Requirement[] = [
  {
    id: 'extension.next.blocks',
    statement: 'A poll of an extension stays open until there is an event for it.',
    grade: 'documented',
    source: ['docs: runtimes-extensions-api', 'core: core/internalagent_states.go:83-119'],
    proofs: [
      ...cases('event-next-blocks-in-init'),
      slot(
        'each event is had once, in order, and no barrier opens early or late, whatever happens',
      ),
    ],
  },
  {
    id: 'extension.next.invoke',
    statement:
      '`INVOKE` is JSON with `eventType`, `deadlineMs`, `requestId` and `invokedFunctionArn`, with an id of its own in `Lambda-Extension-Event-Identifier` and without a line feed.',
    grade: 'core',
    source: [
      'core: rapi/rendering/rendering.go:131-170',
      'core: rapi/handler/agentnext_test.go:85,269',
    ],
    note: 'the documentation calls the header `Lambda-Extension-Identifier`; the core sends this one',
    proofs: [
      ...cases('event-next-invoke-event'),
      next('an INVOKE event goes out byte for byte, with an id of its own'),
      stories('EXT-03 INVOKE says which invocation, of which function, until when'),
    ],
  },
  {
    id: 'extension.next.invoke-tracing',
    statement:
      '`tracing` has the trace header of the invocation, and is left out where there is none.',
    grade: 'core',
    source: ['core: rapi/model/tracing.go:30', 'capture: the emulator'],
    proofs: [
      ...cases('event-next-tracing-present', 'event-next-invoke-event'),
      next('the trace header is the last key, HTML-escaped as all JSON is'),
    ],
  },
  {
    id: 'extension.next.invoke-deadline',
    statement: '`deadlineMs` of `INVOKE` is the deadline that the runtime gets.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:131-170'],
    proofs: [
      testsOf('conformance/test/seed-timeout.test.ts')(
        'TIME-05 runtime and extensions have the deadline of the dispatch',
      ),
      next('a deadline is cut to whole milliseconds, as that of the runtime'),
    ],
  },
  {
    id: 'extension.next.no-payload',
    statement: 'An extension never gets the payload of an invocation.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:131-170'],
    proofs: [
      ...cases('event-next-invoke-event'),
      next('an INVOKE event goes out byte for byte, with an id of its own'),
    ],
  },
  {
    id: 'extension.next.each-invocation',
    statement:
      'An extension that subscribed to `INVOKE` gets one for every invocation, each with another id.',
    grade: 'documented',
    source: ['docs: runtimes-extensions-api', 'core: rapi/handler/agentnext_test.go:135'],
    proofs: [...cases('event-next-second-invocation'), next('every event has another id')],
  },
  {
    id: 'extension.next.no-redelivery',
    statement:
      'An extension that polls again while an invocation runs waits for the next event; unlike a runtime it is not handed the same one again.',
    grade: 'core',
    source: ['core: core/internalagent_states.go:83-119'],
    proofs: [
      ...cases('event-next-no-redelivery'),
      barriers('a poll that merely fetches the event is not readiness'),
    ],
  },
  {
    id: 'extension.next.shutdown',
    statement:
      '`SHUTDOWN` is JSON with `eventType`, `deadlineMs` and `shutdownReason`, without an event id and with a type that is left to be guessed.',
    grade: 'core',
    source: ['core: rapi/rendering/rendering.go:239-248', 'capture: the emulator'],
    proofs: [next('a SHUTDOWN event has no id, and its type is left to be guessed')],
  },
  {
    id: 'extension.next.busy',
    statement:
      'A second poll while the first is open is 403 `Extension.InvalidExtensionState`, and leaves the first as it is.',
    grade: 'core',
    source: ['core: core/internalagent_states.go:15-158'],
    proofs: [
      lost('a second poll while the first is open is refused, and leaves the first as it is'),
    ],
  },
  {
    id: 'extension.next.lost-client',
    statement:
      'A poll whose connection closed takes no event with it, and its extension may poll again.',
    grade: 'chosen',
    source: ['decision: 0004-polls-whose-client-went-away'],
    note: 'the core hands the event to nobody, and the environment waits for an extension that never heard of it',
    proofs: [
      slot('a client that went away eats no event, and its place is free at once'),
      lost('a connection closed by %s while it polls frees its place at once and eats no event'),
    ],
  },
  {
    id: 'extension.next.unregistered',
    statement:
      'An external extension that was launched and has not registered has no identifier: whatever it sends is unknown.',
    grade: 'core',
    source: ['core: rapi/handler/agentnext.go:28-60'],
    proofs: cases('event-next-external-not-registered-is-unknown'),
  },
  {
    id: 'extension.state.matrix',
    statement:
      'An extension is in one of the nine states of the platform, and in each exactly the calls of its table are legal, for external and internal ones apart.',
    grade: 'core',
    source: [
      'core: core/externalagent_states.go:18-209',
      'core: core/internalagent_states.go:15-158',
      'core: core/agent_state_names.go:7-16',
    ],
    proofs: [
      states('the table has the nine states of the platform'),
      states('%s refuses %s'),
      matrix('$kind, $state, on $call: $cell'),
    ],
  },
  {
    id: 'extension.state.fresh-ids',
    statement:
      'Identifiers are new in every generation, and a reset forgets the old ones: they are unknown.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: core/registrations.go:118-127,223-269'],
    proofs: [
      lost('a registry knows nothing of the ids of another one'),
      testsOf('packages/extensions-api/test/extension-registry.test.ts')(
        'closing hangs up the polls and forgets the ids',
      ),
    ],
  },
  {
    id: 'extension.invoke.external-first',
    statement:
      'External extensions are handed `INVOKE` before internal ones, and both before the runtime.',
    grade: 'core',
    source: ['core: rapid/handlers.go:462-478'],
    proofs: [barriers('external extensions are handed the event before internal ones')],
  },
]
