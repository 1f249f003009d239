import { expect, test } from '@jest/globals'
import { exitCodeOf, type ExitReason, type Pid } from '@sim/process'

const from = 'env/1' as Pid

test.each<[ExitReason, number]>([
  [{ kind: 'normal' }, 0],
  [{ kind: 'normal', code: 0 }, 0],
  [{ kind: 'failure', error: new Error('it failed') }, 1],
  [{ kind: 'failure', code: 3 }, 3],
  [{ kind: 'failure', signal: 'SIGSEGV' }, 139],
  [{ kind: 'shutdown' }, 0],
  [{ kind: 'shutdown', code: 7 }, 7],
  [{ kind: 'shutdown', signal: 'SIGTERM' }, 143],
  [{ kind: 'killed' }, 1],
  [{ kind: 'killed', signal: 'SIGKILL' }, 137],
  [{ kind: 'noproc' }, 1],
  [{ kind: 'linked', from, cause: { kind: 'failure', code: 5 } }, 5],
  [{ kind: 'linked', from, signal: 'SIGKILL', cause: { kind: 'failure', code: 5 } }, 5],
  [{ kind: 'linked', from, cause: { kind: 'shutdown' } }, 0],
])('%j exits with %d', (reason, code) => {
  expect(exitCodeOf(reason)).toBe(code)
})
