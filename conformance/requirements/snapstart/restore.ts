import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const calls = testsOf('packages/runtime-api/test/restore.test.ts')
const snapshotFailures = testsOf('packages/simulator/test/snapshot-failures.test.ts')
const snapshot = testsOf('packages/simulator/test/snapshot.test.ts')
const table = testsOf('packages/runtime-api/test/runtime-state.test.ts')

/** How a snapshot is restored, and how that fails. */
export const restore: readonly Requirement[] = [
  {
    id: 'snapstart.restore-next',
    statement:
      '`GET /2018-06-01/runtime/restore/next` counts as readiness for the snapshot, stays open until the restore, and is then 200 without a body and without headers of the protocol.',
    grade: 'core',
    source: [
      'core: rapi/handler/restorenext.go:19-33',
      'core: rapi/rendering/rendering.go:93-96',
      'docs: snapstart-runtime-hooks',
    ],
    proofs: [
      snapshot('init ends in a snapshot, when the hooks before it have run'),
      snapshot('restore/next is answered with nothing: no body, none of the headers of an event'),
      calls('restore/next blocks in the snapshot, and is answered with nothing at all'),
    ],
  },
  {
    id: 'snapstart.restore-next.illegal',
    statement:
      'A second `restore/next`, or a poll while the first is open, is 403, and the message names the target `Ready`.',
    grade: 'core',
    source: ['core: core/states_test.go:271', 'core: rapi/handler/restorenext.go:24'],
    proofs: [
      ...cases('snap-restore-next-then-next-while-blocked', 'snap-restore-next-twice'),
      table('%s refuses %s'),
      calls('in the snapshot nothing else is allowed'),
    ],
  },
  {
    id: 'snapstart.restored-runtime-polls',
    statement: 'After its restore a runtime polls, and is ready then.',
    grade: 'core',
    source: ['core: core/states.go:228-461'],
    proofs: [
      table('%s, on %s, becomes %s'),
      snapshot('the first invocation restores the snapshot, and only that one tells of it'),
    ],
  },
  {
    id: 'snapstart.restore-error',
    statement:
      '`POST /2018-06-01/runtime/restore/error` after the restore is 202 and fails it with its normalised type; the body is not read.',
    grade: 'core',
    source: ['core: rapi/handler/restoreerror.go:21-43', 'core: core/states.go:308-312'],
    proofs: [
      ...cases('snap-restore-error-accepted'),
      snapshotFailures(
        'a hook that %s fails the invocation that waits, and the next one initialises afresh',
      ),
      calls('while it is restored, %s says that this failed, whatever the body'),
      calls('the type of a restore error is normalised'),
    ],
  },
  {
    id: 'snapstart.on-demand',
    statement: 'A restore that is asked for is one: it needs no invocation.',
    grade: 'chosen',
    source: ['docs: snapstart'],
    note: 'a test of hooks has no need of an event',
    proofs: [snapshot('a snapshot can be restored without an invocation')],
  },
  {
    id: 'snapstart.restore-error.illegal',
    statement:
      'Before the restore a `restore/error` is 403 with the target `RuntimeRestoreErrorState`.',
    grade: 'core',
    source: ['core: core/states_test.go:44'],
    proofs: [
      ...cases('snap-restore-error-not-restoring'),
      table('%s refuses %s'),
      calls('a runtime that was never in a snapshot can report no restore error'),
    ],
  },
  {
    id: 'snapstart.restore-limit',
    statement:
      'Hooks after the restore have a time limit of their own; past it the restore fails with `Runtime.RestoreHookUserTimeout`.',
    grade: 'core',
    source: [
      'core: rapid/handlers.go:803-867',
      'core: interop/model.go:409-412',
      'docs: snapstart-runtime-hooks',
    ],
    proofs: [
      snapshotFailures(
        'a hook that %s fails the invocation that waits, and the next one initialises afresh',
      ),
    ],
  },
  {
    id: 'snapstart.restore-retried',
    statement: 'The invocation after a failed restore initialises afresh, inside its own time.',
    grade: 'chosen',
    source: ['docs: snapstart', 'core: rapid/handlers.go:803-867'],
    note: 'no source shows what follows a failed restore; it is what follows any reset',
    proofs: [
      snapshotFailures(
        'a hook that %s fails the invocation that waits, and the next one initialises afresh',
      ),
      snapshotFailures('a hook that fails again inside an invocation fails that one with a report'),
    ],
  },
  {
    id: 'snapstart.restore-crash',
    statement: 'A process that ends during the restore fails it with its fatal type.',
    grade: 'core',
    source: ['core: rapid/handlers.go:849-856'],
    proofs: [
      snapshotFailures('an extension that ends during the restore fails it'),
      snapshotFailures(
        'a runtime that dies in the snapshot fails the invocation that would restore it',
      ),
    ],
  },
  {
    id: 'snapstart.restore-failed',
    statement:
      'A restore that failed is an error for its invocation, and the environment is reset.',
    grade: 'core',
    source: ['core: interop/model.go:417-424', 'core: rapid/handlers.go:803-867'],
    proofs: [
      snapshotFailures(
        'a hook that %s fails the invocation that waits, and the next one initialises afresh',
      ),
      snapshotFailures('invocations behind the one that fails with the restore are not lost'),
      snapshotFailures('whoever asks for the restore hears why it failed'),
    ],
  },
  {
    id: 'snapstart.telemetry',
    statement:
      'A restore is told by `platform.restoreStart`, `platform.restoreRuntimeDone` and `platform.restoreReport`, before `platform.start`.',
    grade: 'documented',
    source: ['docs: telemetry-schema-reference', 'docs: snapstart-monitoring'],
    proofs: [
      snapshot('the first invocation restores the snapshot, and only that one tells of it'),
      snapshotFailures('the story of a failed restore can be read from the journal'),
    ],
  },
  {
    id: 'snapstart.report',
    statement:
      'The report of the first invocation after a restore has the duration of the restore, and none of an init.',
    grade: 'documented',
    source: ['docs: snapstart-monitoring'],
    proofs: [
      testsOf('packages/simulator/test/report-line.test.ts')(
        'a restore stands where the init would',
      ),
      snapshot('the first invocation restores the snapshot, and only that one tells of it'),
    ],
  },
]
