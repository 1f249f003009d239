import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const timelines = testsOf('packages/simulator/test/outcomes/timelines.test.ts')
const provisionedConcurrency = testsOf(
  'packages/simulator/test/outcomes/provisioned-concurrency.test.ts',
)
const initOutcomes = testsOf('packages/simulator/test/outcomes/init-outcomes.test.ts')
const launchOutcomes = testsOf('packages/simulator/test/outcomes/launch-outcomes.test.ts')
const failures = testsOf('packages/simulator/test/failures.test.ts')
const invoke = testsOf('packages/simulator/test/invoke.test.ts')
const stories = testsOf('conformance/test/seed-init.test.ts')
const metrics = testsOf('conformance/test/seed-metrics.test.ts')
const waits = testsOf('packages/extensions-api/test/waits.test.ts')
const generation = testsOf('packages/simulator/test/generation.test.ts')
const endpoint = testsOf('packages/simulator/test/endpoint.test.ts')

/** From nothing to an environment that can be invoked. */
export const course: readonly Requirement[] = [
  {
    id: 'init.extensions-first',
    statement: 'The runtime is started only when every external extension has registered.',
    grade: 'core',
    source: ['core: rapid/handlers.go:183,308-318', 'docs: runtimes-extensions-api'],
    proofs: [
      failures('an extension that ends before it registers fails init, and again the invocation'),
      waits('registered() waits for external extensions only, and is done at once without any'),
      launchOutcomes('of eleven extensions the last one is a launch error, and the ten others end'),
    ],
  },
  {
    id: 'init.launch-all',
    statement:
      'Every file in the directory of extensions is one that is launched, without arguments, in the order of the directory; folders in it are not.',
    grade: 'core',
    source: ['core: agents/agent.go:15-44', 'docs: runtimes-extensions-api'],
    proofs: [
      testsOf('packages/cli/test/rie/external-extensions.test.ts')(
        'every file is an extension, in the order of the names, and no directory is one',
      ),
      testsOf('packages/cli/test/rie/rie-extensions.test.ts')(
        'the extensions of the directory are started, see what is theirs, and get every event',
      ),
    ],
  },
  {
    id: 'init.registration-closes',
    statement:
      'Registration of internal extensions closes with the first poll of the runtime, not with the end of init.',
    grade: 'core',
    source: ['core: rapid/handlers.go:375-383'],
    proofs: [
      ...cases('register-closed-but-invalid-event-first'),
      generation('an internal extension that comes after the runtime is ready comes too late'),
    ],
  },
  {
    id: 'init.waits-for-all',
    statement:
      'Init ends when the runtime and every registered extension, whatever it subscribed to, have polled once; until then the runtime’s poll stays open.',
    grade: 'core',
    source: ['core: rapid/handlers.go:386-392'],
    proofs: [
      ...cases(
        'runtime-next-blocked-until-ext-next',
        'runtime-next-blocked-by-unsubscribed-ext-too',
        'runtime-next-released-by-ext-next',
      ),
      waits('ready() waits for everyone, whatever they subscribed to'),
      initOutcomes('an extension that never asks for an event makes init last until its limit'),
    ],
  },
  {
    id: 'init.subscriptions-close',
    statement: 'Subscriptions to telemetry close when init ends.',
    grade: 'core',
    source: ['core: rapid/handlers.go:395-399'],
    proofs: [
      ...cases('telemetry-service-closed'),
      testsOf('conformance/test/protocol.test.ts')(
        'a well-formed subscription is told that it comes too late',
      ),
    ],
  },
  {
    id: 'init.provisioned-limit',
    statement:
      'With provisioned concurrency init has 130 seconds, or the function’s time-out where that is longer.',
    grade: 'documented',
    source: ['docs: lambda-runtime-environment'],
    proofs: [provisionedConcurrency('with %j its init has %i ms')],
  },
  {
    id: 'init.provisioned-type',
    statement:
      'With provisioned concurrency telemetry and `AWS_LAMBDA_INITIALIZATION_TYPE` say `provisioned-concurrency`.',
    grade: 'documented',
    source: ['docs: configuration-envvars', 'docs: telemetry-schema-reference'],
    proofs: [
      provisionedConcurrency('telemetry and variables say that the environment was provisioned'),
    ],
  },
  {
    id: 'init.provisioned-report',
    statement:
      'With provisioned concurrency init is charged to nobody’s invocation: no report has its duration.',
    grade: 'chosen',
    source: ['docs: runtimes-logs-api'],
    note: 'the documentation says when the report of init is delivered, and not what the report of the invocation has',
    proofs: [provisionedConcurrency('its init is charged to no invocation')],
  },
  {
    id: 'init.provisioned-retry',
    statement:
      'A provisioned init that failed is tried again inside the first invocation, as on demand.',
    grade: 'chosen',
    source: ['docs: lambda-runtime-environment'],
    note: 'the service would not route to such an environment; here there is no other',
    proofs: [
      provisionedConcurrency(
        'after a failed init it is tried again inside the invocation, as on demand',
      ),
    ],
  },
  {
    id: 'init.reported-once',
    statement: 'Init is told once, and only the report of the first invocation has its duration.',
    grade: 'captured',
    source: ['capture: production, July 2024'],
    proofs: [
      stories('TEL-10 init is told once, however many invocations follow'),
      metrics('TEL-23 only the first report of an environment has the duration of init'),
      invoke('the report carries durations, memory, and the init of a cold start once'),
    ],
  },
  {
    id: 'init.billed',
    statement: 'What is billed for a cold start is its duration and that of init, rounded up once.',
    grade: 'documented',
    source: ['docs: lambda-runtime-environment', 'capture: production, July 2026'],
    proofs: [metrics('TEL-21 what is billed is the duration rounded up, with init on top once')],
  },
  {
    id: 'init.event-order',
    statement:
      'At the end of init come `platform.initRuntimeDone`, one `platform.extension` for each extension, and `platform.initReport`, whether it succeeded or not.',
    grade: 'core',
    source: ['core: rapid/handlers.go:281-291,357-359', 'capture: production, July 2024'],
    proofs: [
      stories('TEL-11 init is told in the order of the platform, before the invocation'),
      invoke('telemetry of a cold and a warm invocation comes in the order of the platform'),
      timelines('a cold start that succeeds, and a warm one'),
    ],
  },
  {
    id: 'init.lazy',
    statement: 'Init begins at the start, or with the first invocation if that was asked for.',
    grade: 'chosen',
    source: ['core: rie/handlers.go:104-116'],
    note: 'the service decides when; a test wants it at a known moment, and the emulator does it with the first invocation',
    proofs: [
      endpoint('an environment that initialises on its first invocation starts nothing before'),
    ],
  },
  {
    id: 'init.process-names',
    statement: 'Every init is a generation of its own, with its own processes.',
    grade: 'core',
    source: ['core: rapid/handlers.go:157,293,332'],
    proofs: [
      failures('a runtime that ends on %j fails its invocation, and a fresh one serves the next'),
    ],
  },
]
