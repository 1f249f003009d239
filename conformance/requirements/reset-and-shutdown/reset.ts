import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const runtimeOutcomes = testsOf('packages/simulator/test/outcomes/runtime-outcomes.test.ts')
const initOutcomes = testsOf('packages/simulator/test/outcomes/init-outcomes.test.ts')
const extensionOutcomes = testsOf('packages/simulator/test/outcomes/extension-outcomes.test.ts')
const failures = testsOf('packages/simulator/test/failures.test.ts')
const telemetry = testsOf('packages/simulator/test/telemetry.test.ts')
const functionDirectory = testsOf('packages/simulator/test/function-directory.test.ts')

/** What makes a generation end before its time, and what comes after it. */
export const reset: readonly Requirement[] = [
  {
    id: 'reset.causes',
    statement:
      'A time-out, the end of the runtime and the end of an extension are each a reset: SHUTDOWN with its reason, then everything anew.',
    grade: 'core',
    source: ['core: rapid/handlers.go:694-785', 'docs: lambda-runtime-environment'],
    proofs: [
      failures('a runtime that ends on %j fails its invocation, and a fresh one serves the next'),
      failures('a function that is too slow times out, and what it started is gone'),
      failures('an extension that ends during an invocation fails it'),
    ],
  },
  {
    id: 'reset.reason.timeout',
    statement: 'A reset after a time-out says `timeout`.',
    grade: 'core',
    source: ['core: core/directinvoke/directinvoke.go:50-53,225-231'],
    proofs: [
      runtimeOutcomes(
        'a function that is too slow is a Sandbox.Timedout, and everything of it ends',
      ),
    ],
  },
  {
    id: 'reset.reason.failure',
    statement: 'A reset after a failure says `failure`.',
    grade: 'core',
    source: ['core: core/directinvoke/directinvoke.go:50-53,225-231'],
    proofs: [
      runtimeOutcomes('a runtime that ends by %s is a Runtime.ExitError'),
      extensionOutcomes('an extension that ends by %s during an invocation is an Extension.Crash'),
    ],
  },
  {
    id: 'reset.forgets',
    statement:
      'After a reset nothing of the old generation is known: no extension, no identifier, no event, no error, no subscription.',
    grade: 'core',
    source: ['core: rapid/handlers.go:694-785', 'core: core/registrations.go:118-127'],
    proofs: [
      ...cases('timeout-reopens-registration'),
      telemetry('who subscribes to a generation is not told what an earlier one did'),
      runtimeOutcomes('after a reset the next invocation finds nothing of the old generation'),
    ],
  },
  {
    id: 'reset.late-answers',
    statement: 'What a runtime of an earlier generation still sends is 400 `InvalidRequestID`.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: cases('response-late-after-timeout'),
  },
  {
    id: 'reset.next-init',
    statement: 'The invocation after a reset initialises inside its own time.',
    grade: 'core',
    source: ['core: rapid/handlers.go:418-426,694-707'],
    proofs: [
      failures('a runtime that ends on %j fails its invocation, and a fresh one serves the next'),
    ],
  },
  {
    id: 'reset.tmp-stays',
    statement: '`/tmp` outlives a reset.',
    grade: 'documented',
    source: ['docs: lambda-runtime-environment'],
    proofs: [functionDirectory('what a function has written is still there after a reset')],
  },
  {
    id: 'reset.first-error-wins',
    statement:
      'What an extension reported before it ended is the type of the failure; the text is that of the end.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      extensionOutcomes(
        'what an extension reported names the failure also when it is the runtime that ends',
      ),
      extensionOutcomes(
        'an extension that says why it ends is an Extension.ExitError, with the text of its end',
      ),
      initOutcomes('an extension that reports %s and ends in init gives the failure its name'),
    ],
  },
]
