import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const extensionOutcomes = testsOf('packages/simulator/test/outcomes/extension-outcomes.test.ts')
const barriers = testsOf('packages/extensions-api/test/invoke-barriers.test.ts')
const shutdown = testsOf('packages/extensions-api/test/shutdown.test.ts')
const matrix = testsOf('packages/extensions-api/test/state-matrix.test.ts')

/** `POST /2020-01-01/extension/init/error` and `…/exit/error`. */
export const errors: readonly Requirement[] = [
  {
    id: 'extension.error.accepted',
    statement: 'A report of an error, in init or at the exit, is 202, whatever its body is.',
    grade: 'core',
    source: [
      'core: rapi/handler/agentiniterror.go:22-58',
      'core: rapi/handler/agentexiterror.go:22-58',
    ],
    proofs: cases(
      'ext-init-error-accepted-garbage-body',
      'ext-external-exit-error-in-init',
      'ext-exit-error-while-running',
      'ext-exit-error-while-ready',
    ),
  },
  {
    id: 'extension.error.type-header',
    statement:
      '`Lambda-Extension-Function-Error-Type` must be there and not empty, or it is 403 `Extension.MissingHeader`; what it says is not judged.',
    grade: 'core',
    source: ['core: rapi/handler/agentiniterror.go:22-58'],
    proofs: [
      ...cases(
        'ext-init-error-missing-type',
        'ext-exit-error-missing-type',
        'ext-error-type-not-validated',
      ),
      testsOf('packages/extensions-api/test/endpoints/init-error.test.ts')(
        'the type %s is not judged',
      ),
    ],
  },
  {
    id: 'extension.error.order',
    statement: 'A missing type is told before an identifier that nobody has.',
    grade: 'core',
    source: ['core: rapi/handler/agentexiterror.go:22-58'],
    proofs: cases(
      'ext-init-error-missing-type-beats-unknown-id',
      'ext-exit-error-missing-type-beats-unknown-id',
    ),
  },
  {
    id: 'extension.error.repeated',
    statement: 'The same report again is 202 and changes nothing.',
    grade: 'core',
    source: ['core: core/internalagent_states_test.go:91,106'],
    proofs: [
      ...cases('ext-init-error-repeat-is-accepted', 'ext-exit-error-repeat-is-accepted'),
      matrix('only the first error of an extension is kept'),
    ],
  },
  {
    id: 'extension.error.illegal',
    statement:
      'A report that its state does not allow is 403 `Extension.InvalidExtensionState`; the target is `InitError` for the one and `Exited` for the other.',
    grade: 'core',
    source: ['core: core/internalagent_states_test.go:91,121'],
    proofs: [
      ...cases(
        'ext-init-error-while-running',
        'ext-exit-after-init-error',
        'ext-init-error-then-next',
      ),
      matrix('$kind, $state, on $call: $cell'),
    ],
  },
  {
    id: 'extension.error.does-not-end',
    statement:
      'A report of an error by itself ends neither init nor an invocation: the end of the process does.',
    grade: 'core',
    source: ['core: rapid/handlers.go:221-261', 'capture: the emulator'],
    proofs: [
      ...cases('ext-exit-error-does-not-end-invocation'),
      barriers('an extension that reports exit/error while it works keeps the barrier closed'),
      extensionOutcomes(
        'an error of an extension without a process fails nothing until the time is over',
      ),
    ],
  },
  {
    id: 'extension.error.blocked-poll',
    statement:
      'The open poll of an extension that reports `exit/error` is 403 with `Concurrent state modification` when it is released.',
    grade: 'core',
    source: ['core: core/internalagent_states.go:15-158'],
    proofs: [
      barriers(
        'a poll whose extension reports exit/error meanwhile is refused when it is released',
      ),
      shutdown(
        'the poll of an extension that reported exit/error is refused when SHUTDOWN releases it',
      ),
    ],
  },
]
