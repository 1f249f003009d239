import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const restore = testsOf('packages/runtime-api/test/restore.test.ts')
const snapshotFailures = testsOf('packages/simulator/test/snapshot-failures.test.ts')
const simulated = testsOf('packages/simulator/test/snapshot.test.ts')

/** How an environment comes to its snapshot, and what is in it. */
export const snapshot: readonly Requirement[] = [
  {
    id: 'snapstart.without-hooks',
    statement:
      'A runtime without hooks never asks for its restore: it polls, and gets its event after it.',
    grade: 'core',
    source: ['core: core/states.go:236-257', 'core: rapid/handlers.go:803-867'],
    proofs: [
      ...cases('snap-next-directly'),
      simulated(
        'a runtime without hooks asks for its first event at once, and is restored at once',
      ),
    ],
  },
  {
    id: 'snapstart.checkpoint',
    statement: 'Init ends in a snapshot, and before it the runtime runs its hooks.',
    grade: 'documented',
    source: ['docs: snapstart-runtime-hooks'],
    proofs: [
      simulated('init ends in a snapshot, when the hooks before it have run'),
      simulated('an invocation that comes during init is answered after the restore'),
    ],
  },
  {
    id: 'snapstart.init-limit',
    statement:
      'Init before a snapshot has 130 seconds, or the function’s time-out where that is longer.',
    grade: 'documented',
    source: ['docs: lambda-runtime-environment'],
    proofs: [simulated('init may take 130 seconds, or as long as the function if that is longer')],
  },
  {
    id: 'snapstart.init-failure',
    statement: 'After a failed init there is no snapshot.',
    grade: 'documented',
    source: ['docs: snapstart'],
    proofs: [snapshotFailures('after a failed init there is no snapshot')],
  },
  {
    id: 'snapstart.extensions',
    statement: 'Extensions are in the snapshot, and hear nothing of the restore.',
    grade: 'core',
    source: ['core: rapid/handlers.go:803-867'],
    proofs: [simulated('extensions are in the snapshot, too, and hear of the invocation only')],
  },
  {
    id: 'snapstart.init-error-while-restoring',
    statement: 'An init error after the restore counts as a `restore/error`.',
    grade: 'core',
    source: ['core: rapi/handler/initerror.go:45-56'],
    proofs: [
      ...cases('snap-init-error-while-restoring'),
      restore('while it is restored, %s says that this failed, whatever the body'),
    ],
  },
  {
    id: 'snapstart.initialization-type',
    statement: '`AWS_LAMBDA_INITIALIZATION_TYPE` and telemetry say `snap-start`.',
    grade: 'documented',
    source: ['docs: configuration-envvars'],
    proofs: [
      simulated('init ends in a snapshot, when the hooks before it have run'),
      simulated('processes have neither keys nor the names of logs, but the way to credentials'),
    ],
  },
  {
    id: 'snapstart.time-passed',
    statement:
      'In the snapshot every process is stopped and goes on with the restore; the wall clock has gone on meanwhile.',
    grade: 'documented',
    source: ['docs: snapstart-uniqueness'],
    proofs: [simulated('in the snapshot everything is stopped, and runs again after the restore')],
  },
  {
    id: 'snapstart.new-log-stream',
    statement: 'A restored environment has another log stream.',
    grade: 'core',
    source: ['core: rapid/handlers.go:824'],
    proofs: [simulated('a restored environment has a log stream of its own')],
  },
  {
    id: 'snapstart.shutdown',
    statement: 'An environment in a snapshot shuts down as any other.',
    grade: 'chosen',
    source: ['docs: snapstart'],
    note: 'the service throws snapshots away without a word; a test wants its processes to end in order',
    proofs: [simulated('an environment in a snapshot shuts down as gracefully as any other')],
  },
]
