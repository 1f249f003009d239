import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const timelines = testsOf('packages/simulator/test/outcomes/timelines.test.ts')
const rieInit = testsOf('packages/cli/test/rie/rie-init.test.ts')
const initOutcomes = testsOf('packages/simulator/test/outcomes/init-outcomes.test.ts')
const launchOutcomes = testsOf('packages/simulator/test/outcomes/launch-outcomes.test.ts')
const simulated = testsOf('packages/simulator/test/failures.test.ts')
const stories = testsOf('conformance/test/seed-init.test.ts')

/** What happens when an init fails. */
export const failures: readonly Requirement[] = [
  {
    id: 'init.launch-error',
    statement:
      'An extension that cannot be started fails init at once with `Extension.LaunchError`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:139-181'],
    proofs: [
      simulated('an extension that cannot be started is an Extension.LaunchError'),
      launchOutcomes('an extension at %s cannot be launched'),
    ],
  },
  {
    id: 'init.too-many',
    statement:
      'More than ten extensions that are launched fail init, and `platform.extension` says `TooManyExtensions`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:139-181', 'core: core/registrations.go:47-61'],
    proofs: [
      launchOutcomes('of eleven extensions the last one is a launch error, and the ten others end'),
      rieInit('eleven extensions are one too many'),
    ],
  },
  {
    id: 'init.invalid-entrypoint',
    statement: 'A runtime that cannot be started is `Runtime.InvalidEntrypoint`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:190-219,361-371'],
    proofs: [
      simulated('a runtime that cannot be started is a Runtime.InvalidEntrypoint'),
      launchOutcomes('a runtime at %s is a Runtime.InvalidEntrypoint'),
    ],
  },
  {
    id: 'init.invalid-working-directory',
    statement: 'A working directory that is not there is `Runtime.InvalidWorkingDir`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:190-219'],
    proofs: [
      launchOutcomes(
        'a runtime that is to start in a folder that is not there is a Runtime.InvalidWorkingDir',
      ),
    ],
  },
  {
    id: 'init.error.does-not-end',
    statement:
      'An init error by itself does not end init: the end of the process does, or the time limit.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      ...cases('init-error-does-not-end-init'),
      initOutcomes(
        'a runtime that says its init failed inside an invocation is heard at once, and ends with the time',
      ),
    ],
  },
  {
    id: 'init.error.caller',
    statement: 'The caller whose init failed gets the body of the runtime’s init error.',
    grade: 'core',
    source: ['core: rapidcore/server.go:359-370,557-563'],
    proofs: [
      simulated('the caller sees the init error that the runtime reported'),
      stories('INT-03 an init error fails the init, and the invocation after it'),
      initOutcomes(
        'the caller gets what the runtime said of its init, in its own words, and telemetry its type',
      ),
    ],
  },
  {
    id: 'init.crash.caller',
    statement:
      'Without an init error the caller gets the default error object with the fatal type: `Runtime.ExitError`, `Extension.Crash`, `Extension.LaunchError` or `Runtime.InvalidEntrypoint`.',
    grade: 'core',
    source: ['core: interop/model.go:135-166', 'core: rapid/exit.go:18-39'],
    proofs: [
      simulated('a runtime that ends in init without a word is a Runtime.ExitError'),
      simulated('an extension that ends before it registers fails init, and again the invocation'),
      initOutcomes(
        'a runtime that ends by %s before its first poll fails init, and then the invocation',
      ),
      initOutcomes('an extension that ends by %s before it registers fails init'),
    ],
  },
  {
    id: 'init.retry-in-invocation',
    statement: 'After a failed init the first invocation initialises again, inside its own time.',
    grade: 'documented',
    source: [
      'docs: lambda-runtime-environment',
      'core: rapidcore/server.go:667-689',
      'core: rapid/handlers.go:418-425',
    ],
    note: 'the emulator’s second init fails at once because it does not reset its gates; the service starts everything anew',
    proofs: [
      stories('INT-03 an init error fails the init, and the invocation after it'),
      simulated('an extension that ends before it registers fails init, and again the invocation'),
      timelines('an init that fails, and succeeds inside the invocation'),
    ],
  },
  {
    id: 'init.retry-phases',
    statement:
      'Telemetry tells the first init with the phase `init` and the second with the phase `invoke`.',
    grade: 'captured',
    source: ['capture: production, February 2023', 'core: rapid/handlers.go:418-432'],
    proofs: [
      stories('INT-03 an init error fails the init, and the invocation after it'),
      simulated('telemetry of a crash and of the init inside the next invocation comes in order'),
      timelines('an init that fails, and again inside the invocation'),
    ],
  },
  {
    id: 'init.time-limit',
    statement:
      'Init on demand has 10 seconds; then it is cut off and tried again inside the first invocation, under the function’s time-out.',
    grade: 'documented',
    source: ['docs: lambda-runtime-environment'],
    proofs: [
      simulated(
        'an init that takes too long is tried again inside the invocation, under the function’s time',
      ),
      timelines('an init that takes too long, and again inside the invocation'),
    ],
  },
  {
    id: 'init.time-limit-report',
    statement: 'An init that was cut off is reported with the status `timeout`.',
    grade: 'captured',
    source: ['capture: production, published log of INIT_REPORT'],
    proofs: [
      simulated(
        'an init that takes too long is tried again inside the invocation, under the function’s time',
      ),
    ],
  },
  {
    id: 'init.retry-charged',
    statement:
      'An init inside an invocation counts towards that invocation’s duration, and its report has no duration of init.',
    grade: 'captured',
    source: ['capture: production, published logs of REPORT', 'core: rapid/handlers.go:418-432'],
    proofs: [
      simulated('telemetry of a crash and of the init inside the next invocation comes in order'),
      initOutcomes(
        'an init that succeeds at the second attempt is part of the invocation, and nobody’s init',
      ),
    ],
  },
  {
    id: 'init.no-runtime-done',
    statement:
      'An init that failed before a start of the runtime was tried has no `platform.initRuntimeDone`.',
    grade: 'core',
    source: ['core: rapid/handlers.go:295-323'],
    proofs: [
      launchOutcomes('of eleven extensions the last one is a launch error, and the ten others end'),
      simulated('an extension that ends before it registers fails init, and again the invocation'),
    ],
  },
]
