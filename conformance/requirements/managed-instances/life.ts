import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const rieManaged = testsOf('packages/cli/test/rie/managed/rie-managed.test.ts')
const variables = testsOf('packages/simulator/test/managed/variables.test.ts')
const scenarios = testsOf('packages/simulator/test/managed/scenarios.test.ts')
const managedRuntimeSession = testsOf(
  'packages/runtime-api/test/managed/managed-runtime-session.test.ts',
)

/** How environments of managed instances begin and end, and what their callers see. */
export const life: readonly Requirement[] = [
  {
    id: 'managed.init.when',
    statement:
      'Init begins with the environment, not with the first invocation; what arrives earlier waits for it.',
    grade: 'core',
    source: [
      'managed core: rapid/handlers.go:246-279',
      'managed core: aws-lambda-rie/internal/app.go:57-61',
    ],
    proofs: [
      ...cases('mi-init-blocked-until-ext-next'),
      scenarios('an invocation that comes during init waits for it'),
    ],
  },
  {
    id: 'managed.init.complete',
    statement:
      'Init is complete when there is at least one poll of the runtime and every extension has polled.',
    grade: 'core',
    source: ['managed core: rapid/handlers.go:246-279'],
    proofs: [...cases('mi-init-blocked-until-ext-next')],
  },
  {
    id: 'managed.init.failure',
    statement: 'A failed init ends the environment; it is not tried again.',
    grade: 'core',
    source: ['managed core: raptor/app.go:60-95'],
    proofs: [scenarios('an init that fails ends the environment; who waited has the cause')],
  },
  {
    id: 'managed.init.timeout',
    statement:
      'An init that takes too long ends the environment, and telemetry does not tell the end of the runtime’s init.',
    grade: 'core',
    source: ['managed core: rapid/handlers.go:340-347'],
    proofs: [scenarios('an init that takes too long is not told of the runtime')],
  },
  {
    id: 'managed.exit',
    statement:
      'Any end of a process, with any status, ends the environment, and the running invocations with `Runtime.ExitError` or `Extension.Crash`.',
    grade: 'core',
    source: ['managed core: raptor/app.go:97-171', 'managed core: rapid/handlers_test.go:348-460'],
    proofs: [
      scenarios('a process that ends takes everything with it that runs'),
      scenarios('an extension that ends takes everything with it'),
    ],
  },
  {
    id: 'managed.exit.later-callers',
    statement:
      'Who calls an environment that has ended gets 400 `Client.ExecutionEnvironmentUnhealthy`.',
    grade: 'core',
    source: ['managed core: rapid/model/client_error.go:9-19', 'capture: the emulator'],
    proofs: [scenarios('a process that ends takes everything with it that runs')],
  },
  {
    id: 'managed.shutdown.callers',
    statement:
      'Invocations that run when the environment is shut down end with 400 `Client.ExecutionEnvironmentShutDown`.',
    grade: 'captured',
    source: ['capture: the emulator', 'managed core: rapid/model/client_error.go:9-19'],
    proofs: [
      scenarios('one that is cut off ends what runs'),
      rieManaged('what runs when the end is asked for ends with the shutdown of its environment'),
    ],
  },
  {
    id: 'managed.shutdown.reasons',
    statement: 'The reasons of a shutdown are `spindown` and `failure`.',
    grade: 'core',
    source: ['managed core: rapi/model/agentevent.go:21-22'],
    proofs: [scenarios('SHUTDOWN says spindown, within 2000 ms')],
  },
  {
    id: 'managed.shutdown.budget',
    statement:
      'A shutdown has 2000 ms, of which the runtime has 600; without extensions the runtime gets SIGKILL at once.',
    grade: 'core',
    source: [
      'managed core: rapid/shutdown.go:24-32',
      'managed core: rapid/shutdown_test.go:51-257',
    ],
    proofs: [
      scenarios('SHUTDOWN says spindown, within 2000 ms'),
      scenarios('without an extension the runtime is killed at once'),
    ],
  },
  {
    id: 'managed.shutdown.finishes-work',
    statement: 'A shutdown that is asked for lets running invocations finish first.',
    grade: 'chosen',
    source: ['docs: lambda-managed-instances-execution-environment'],
    note: 'as in every other environment; the emulator cuts them off',
    proofs: [scenarios('a shutdown lets what runs finish, then asks everybody to end')],
  },
  {
    id: 'managed.caller.method',
    statement: 'Only POST invokes; another method is 405.',
    grade: 'core',
    source: ['managed core: aws-lambda-rie/internal/app.go:39-95'],
    proofs: cases('mi-invoke-get-405'),
  },
  {
    id: 'managed.caller.no-queue',
    statement:
      'Without an open poll an invocation is refused at once with 400 `Runtime.Unavailable`.',
    grade: 'core',
    source: ['managed core: invoke/invoke_router.go:97-123'],
    proofs: [
      ...cases('mi-invoke-no-idle-runtime'),
      scenarios('with every worker busy an invocation fails at once, and the others go on'),
    ],
  },
  {
    id: 'managed.caller.request-id',
    statement:
      '`X-Amzn-RequestId` becomes the id of the invocation; one that is in use is 400 `Client.DuplicatedInvokeId`.',
    grade: 'core',
    source: [
      'managed core: invoke/invoke_router.go:97-123',
      'managed core: aws-lambda-rie/internal/invoke/rie_invoke_request.go:38-66',
    ],
    proofs: [
      managedRuntimeSession('an id that runs cannot be used again until it is answered'),
      rieManaged(
        "a caller's id becomes that of the invocation, and cannot be used twice at a time",
      ),
    ],
  },
  {
    id: 'managed.environment',
    statement:
      'Processes are told `AWS_LAMBDA_INITIALIZATION_TYPE=lambda-managed-instances`, and the runtime `AWS_LAMBDA_MAX_CONCURRENCY`.',
    grade: 'core',
    source: ['managed core: rapidcore/env/environment.go:47-179', 'docs: lambda-managed-instances'],
    proofs: [
      variables(
        'processes are told what they are part of, and only the runtime how many at a time',
      ),
      variables('a process gets them for real'),
    ],
  },
  {
    id: 'managed.environment.customer',
    statement:
      'Variables of the function are dropped if they begin with `_` or are reserved; the log format and level, the settings of X-Ray, `LANG`, `LD_LIBRARY_PATH`, `PATH` and `TZ` may be overridden.',
    grade: 'core',
    source: ['managed core: rapidcore/env/environment.go:47-179'],
    proofs: [
      variables("the function's own variables cannot take the platform's names, but for a few"),
    ],
  },
]
