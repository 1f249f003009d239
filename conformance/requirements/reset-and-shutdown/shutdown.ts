import { testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const timelines = testsOf('packages/simulator/test/outcomes/timelines.test.ts')
const shutdownOutcomes = testsOf('packages/simulator/test/outcomes/shutdown-outcomes.test.ts')
const shutdownTime = testsOf('packages/simulator/test/time/shutdown-time.test.ts')
const simulated = testsOf('packages/simulator/test/shutdown.test.ts')
const failures = testsOf('packages/simulator/test/failures.test.ts')
const stories = testsOf('conformance/test/seed-shutdown.test.ts')
const extension = testsOf('packages/extensions-api/test/shutdown.test.ts')
const telemetry = testsOf('packages/simulator/test/telemetry.test.ts')
const freeze = testsOf('packages/simulator/test/freeze.test.ts')

/** How a generation ends: who is told what, in which order, and how long they have. */
export const shutdown: readonly Requirement[] = [
  {
    id: 'shutdown.order',
    statement:
      'First the runtime gets SIGTERM and, when its share is over, SIGKILL; then extensions that subscribed get `SHUTDOWN`, and who is left at the deadline gets SIGKILL.',
    grade: 'core',
    source: ['core: rapid/shutdown.go:169-368'],
    proofs: [
      stories('OTEL-03 a shutdown ends the runtime, then an extension in good order'),
      stories('SHUT-03 an extension that ignores SHUTDOWN is killed at the deadline'),
      shutdownOutcomes(
        'first the runtime gets SIGTERM and SIGKILL after 600 of 2000 ms, then extensions hear of it',
      ),
      timelines('a shutdown'),
    ],
  },
  {
    id: 'shutdown.no-extension',
    statement: 'Without any extension the runtime gets SIGKILL at once, and no SIGTERM.',
    grade: 'core',
    source: ['core: rapid/shutdown.go:316-336', 'docs: runtimes-extensions-api'],
    proofs: [
      simulated('without extensions the runtime is killed at once'),
      timelines('a shutdown without extensions'),
    ],
  },
  {
    id: 'shutdown.budget',
    statement:
      'A shutdown has 0 ms without extensions, 500 ms with internal ones only, and 2000 ms with external ones.',
    grade: 'documented',
    source: ['docs: runtimes-extensions-api', 'docs: lambda-runtime-environment'],
    proofs: [
      simulated('SHUTDOWN carries the reason %s and its deadline'),
      shutdownOutcomes('a runtime with an extension inside has the whole 500 ms'),
    ],
  },
  {
    id: 'shutdown.runtime-share',
    statement: 'Of 2000 ms the runtime has 600, which is 30 percent.',
    grade: 'chosen',
    source: ['core: rapid/shutdown.go:34,348', 'docs: runtimes-extensions-api'],
    note: 'the documentation says 300 ms; the core has 30 percent, and what it gives was measured',
    proofs: [
      shutdownTime('the runtime has its share of a manual SHUTDOWN, extensions what is left'),
      shutdownOutcomes(
        'first the runtime gets SIGTERM and SIGKILL after 600 of 2000 ms, then extensions hear of it',
      ),
    ],
  },
  {
    id: 'shutdown.reasons',
    statement: 'The reason of a SHUTDOWN is `spindown`, `timeout` or `failure`, in lower case.',
    grade: 'chosen',
    source: [
      'capture: production, 2022',
      'docs: runtimes-extensions-api',
      'core: rapid/handlers.go:45',
    ],
    note: 'the documentation prints them in upper case, and captured traffic has them in lower case',
    proofs: [
      simulated('SHUTDOWN carries the reason %s and its deadline'),
      stories('SHUT-06 SHUTDOWN carries the reason'),
    ],
  },
  {
    id: 'shutdown.deadline',
    statement:
      '`deadlineMs` of SHUTDOWN is the beginning of the shutdown plus its whole budget, so that extensions have what the runtime left.',
    grade: 'core',
    source: ['core: rapid/shutdown.go:222-231,349'],
    proofs: [simulated('SHUTDOWN carries the reason %s and its deadline')],
  },
  {
    id: 'shutdown.unsubscribed',
    statement:
      'An external extension that did not subscribe to `SHUTDOWN` gets SIGKILL when the runtime is gone.',
    grade: 'core',
    source: ['core: rapid/shutdown.go:238-297'],
    proofs: [
      shutdownOutcomes(
        'an extension that does not want SHUTDOWN is killed when the runtime is gone',
      ),
    ],
  },
  {
    id: 'shutdown.internal',
    statement: 'An internal extension is told nothing: it ends with the runtime.',
    grade: 'core',
    source: ['core: rapid/shutdown.go:238-297', 'docs: runtimes-extensions-api'],
    proofs: [
      extension('SHUTDOWN goes to the external extensions that subscribed to it, parked or not'),
    ],
  },
  {
    id: 'shutdown.busy-extension',
    statement: 'An extension that is at work has its SHUTDOWN with its next poll.',
    grade: 'core',
    source: ['core: rapid/shutdown.go:238-297'],
    proofs: [
      extension('SHUTDOWN goes to the external extensions that subscribed to it, parked or not'),
      stories('SHUT-04 an extension that wants both gets INVOKE first, SHUTDOWN last'),
      shutdownOutcomes(
        'an extension that is still at work gets SHUTDOWN when it asks for its next event',
      ),
    ],
  },
  {
    id: 'shutdown.then-blocks',
    statement: 'A poll after SHUTDOWN stays open until its process is gone.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      extension('the poll of an extension %s blocks until the generation is closed'),
      stories('SHUT-09 a poll that is open is released, and the port is closed'),
      shutdownOutcomes('an extension that asks again instead of ending is killed at the deadline'),
    ],
  },
  {
    id: 'shutdown.exit-state',
    statement:
      'An extension that ends its SHUTDOWN with 0 is `Exited`, any other end is `ShutdownFailed`.',
    grade: 'core',
    source: ['core: rapid/shutdown.go:82-104'],
    proofs: [extension('a process that ends after its SHUTDOWN, clean: %s, is %s')],
  },
  {
    id: 'shutdown.no-registration',
    statement: 'Nobody registers during a shutdown.',
    grade: 'core',
    source: ['core: core/registrations.go:246-269'],
    proofs: [
      stories('EXT-13 nobody registers during a shutdown, nor after it'),
      extension('internal extensions come too late for a generation that shuts down'),
    ],
  },
  {
    id: 'shutdown.all-gone',
    statement:
      'When a shutdown is over every process of the generation is gone, with all that these started.',
    grade: 'core',
    source: ['core: rapid/shutdown.go:145-167'],
    proofs: [
      failures('a function that is too slow times out, and what it started is gone'),
      simulated('an extension that does not end is killed at the deadline'),
      testsOf('packages/simulator/test/freeze-cgroup.test.ts')(
        'a daemon that a function left ends with its environment',
      ),
      shutdownOutcomes('what a process left behind is gone with its generation'),
    ],
  },
  {
    id: 'shutdown.telemetry-first',
    statement: 'Telemetry that waits is sent before SHUTDOWN goes out.',
    grade: 'core',
    source: ['managed core: rapid/shutdown.go:285-312'],
    proofs: [
      testsOf('conformance/test/seed-telemetry-delivery.test.ts')(
        'SHUT-08 what is pending at shutdown arrives before SHUTDOWN',
      ),
      telemetry(
        'while it is frozen nothing is delivered; what was left is flushed before SHUTDOWN',
      ),
    ],
  },
  {
    id: 'shutdown.finishes-work',
    statement:
      'A shutdown that is asked for lets finish what runs and what waits, and takes nothing new.',
    grade: 'chosen',
    source: ['docs: lambda-runtime-environment'],
    note: 'the service shuts down environments that are idle; a test may ask at any time',
    proofs: [
      simulated('what runs and what waits is finished before shutdown, and nothing new is taken'),
      stories('SHUT-13 a shutdown lets the invocation finish that runs'),
    ],
  },
  {
    id: 'shutdown.stop',
    statement: 'A stop ends everything at once, whatever goes on, and may be asked for again.',
    grade: 'chosen',
    source: ['docs: lambda-runtime-environment'],
    note: 'a test must be able to end',
    proofs: [
      simulated('stop ends everything at once; what ran or waited is a failure of the sandbox'),
      simulated('stop and shutdown may be called again, and together'),
      simulated('stop in the middle of init leaves nothing'),
    ],
  },
  {
    id: 'shutdown.during-reset',
    statement:
      'A shutdown that is asked for while a reset goes on waits for it, and ends what is left.',
    grade: 'chosen',
    source: ['docs: lambda-runtime-environment'],
    note: 'nobody is told to end twice',
    proofs: [
      shutdownOutcomes(
        'a shutdown that is asked for while a reset goes on waits for it, and ends what is left',
      ),
    ],
  },
  {
    id: 'shutdown.frozen',
    statement: 'A frozen environment is thawed for its shutdown, and shuts down as one that runs.',
    grade: 'documented',
    source: ['docs: lambda-runtime-environment'],
    proofs: [freeze('a frozen environment shuts down as gracefully as a running one')],
  },
]
