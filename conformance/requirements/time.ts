import { testsOf } from './proof.ts'
import type { Area } from './requirement.ts'

const bandwidth = testsOf('packages/simulator/test/bandwidth.test.ts')
const lifecycles = testsOf('packages/simulator/test/lifecycles/lifecycles.test.ts')
const refusedTime = testsOf('packages/simulator/test/time/refused-time.test.ts')
const endsWithoutTime = testsOf('packages/simulator/test/time/ends-without-time.test.ts')
const manualTime = testsOf('packages/simulator/test/time/manual-time.test.ts')
const toldDeadlines = testsOf('packages/simulator/test/time/told-deadlines.test.ts')
const bufferedTelemetry = testsOf('packages/simulator/test/time/buffered-telemetry.test.ts')
const shutdownTime = testsOf('packages/simulator/test/time/shutdown-time.test.ts')
const scaledTime = testsOf('packages/simulator/test/time/scaled-time.test.ts')
const clock = testsOf('packages/core/test/manual-clock.test.ts')
const source = ['decision: 0009-time-of-the-platform'] as const

/** Limits of the platform that are tested without waiting for them. */
export const time: Area = {
  title: 'Scaled and manual time',
  prefixes: ['time'],
  requirements: [
    {
      id: 'time.scale.limits',
      statement:
        'A factor changes every time limit of the platform: time-out, init, restore, SHUTDOWN and its shares, bandwidth, buffering of telemetry.',
      grade: 'chosen',
      source,
      note: 'a limit of minutes is tested in milliseconds',
      proofs: [
        scaledTime('a time-out of 15 minutes is over in milliseconds'),
        scaledTime('an init of 10 seconds is over in milliseconds'),
        shutdownTime('a scaled SHUTDOWN keeps its shares'),
        bufferedTelemetry('a batch is due by the scaled time'),
        bandwidth('a scaled time scales it'),
      ],
    },
    {
      id: 'time.scale.reported',
      statement:
        'A process is told the deadline that it really has; the text and the report of a time-out have the configured limit.',
      grade: 'chosen',
      source,
      note: 'a function that counts down to its deadline must come out where it is cut off',
      proofs: [
        toldDeadlines('time %s: the deadline of an event is the wall time of its end'),
        toldDeadlines('time %s: the deadline of SHUTDOWN is the wall time of its end'),
        toldDeadlines('time %s: a handler sees how much of its time is left'),
      ],
    },
    {
      id: 'time.manual.stands-still',
      statement: 'With a manual clock no limit of the platform is over before the time was moved.',
      grade: 'chosen',
      source,
      note: 'whoever debugs a function is not cut off',
      proofs: [manualTime('nothing is over as long as nobody moves the time on')],
    },
    {
      id: 'time.manual.advance',
      statement:
        'Moving the time sets off what is due within it, in order, each at its own moment.',
      grade: 'chosen',
      source,
      note: 'one move over several limits must tell the same story as several moves',
      proofs: [
        clock('alarms go off in the order in which they are due, at their own moment'),
        manualTime(
          'a time-out of 15 minutes comes when the time is moved on by 15 minutes, and no sooner',
        ),
        manualTime('the time can be moved on by who follows the journal'),
        shutdownTime('the runtime has its share of a manual SHUTDOWN, extensions what is left'),
      ],
    },
    {
      id: 'time.manual.init-limit',
      statement:
        'The init limit of 10 seconds and a time-out of 15 minutes are over in milliseconds.',
      grade: 'chosen',
      source,
      note: 'the longest limits are those that nobody waits for',
      proofs: [
        manualTime('an init has its 10 seconds of the manual time'),
        manualTime(
          'a time-out of 15 minutes comes when the time is moved on by 15 minutes, and no sooner',
        ),
      ],
    },
    {
      id: 'time.real-processes',
      statement: 'Real processes work at their own pace under any time of the platform.',
      grade: 'chosen',
      source,
      note: 'the time of a process is the machine’s',
      proofs: [
        scaledTime('a slower machine is given more time'),
        shutdownTime('who ends in order does not need the time to be moved on'),
      ],
    },
    {
      id: 'time.kernel-facts',
      statement:
        'What the kernel and the network need stays real: stops, ends, last output, deliveries; so do the waits of a test.',
      grade: 'chosen',
      source,
      note: 'a signal takes its time whatever the platform’s clock says, and a test that hangs must end',
      proofs: [
        endsWithoutTime('stop ends what does not listen, whatever it is in the middle of'),
        endsWithoutTime('who cannot be killed is told of, and not awaited for ever'),
      ],
    },
    {
      id: 'time.refused',
      statement:
        'A factor that leaves a limit less than a millisecond is refused with `ERR_TIME_SCALE`, and so is what cannot be moved.',
      grade: 'chosen',
      source,
      note: 'a time that is not what it was said to be makes tests that prove nothing',
      proofs: [
        refusedTime('%j is refused: a limit would be over before anything can happen'),
        refusedTime('the time %j is refused'),
        refusedTime('the time cannot be moved on by %d ms'),
      ],
    },
    {
      id: 'time.fake-timers',
      statement: 'Fake timers of a test framework do not stop the platform.',
      grade: 'chosen',
      source,
      note: 'they are meant for the code of the test',
      proofs: [
        testsOf('packages/core/test/clock.test.ts')(
          'fake timers stop neither the time nor its alarms',
        ),
      ],
    },
    {
      id: 'time.lifecycles',
      statement:
        'Whatever happens in whatever order, every invocation comes to exactly one end and no process is left.',
      grade: 'chosen',
      source: ['docs: lambda-runtime-environment'],
      note: 'the sum of all rules; `SIM_LIFECYCLES` says how many random lives show it',
      proofs: [
        lifecycles(
          '${count} random lifecycles from seed ${first}: every invocation ends once, and nothing is left',
        ),
      ],
    },
  ],
}
