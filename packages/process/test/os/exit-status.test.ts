import { expect, test } from '@jest/globals'
import { describeExit, type ExitReason } from '@sim/process'

test.each([
  [{ code: 0 }, 'exit status 0'],
  [{ code: 3 }, 'exit status 3'],
  [{ code: 137 }, 'exit status 137'],
  [{ signal: 'SIGHUP' }, 'signal: hangup'],
  [{ signal: 'SIGINT' }, 'signal: interrupt'],
  [{ signal: 'SIGQUIT' }, 'signal: quit'],
  [{ signal: 'SIGILL' }, 'signal: illegal instruction'],
  [{ signal: 'SIGTRAP' }, 'signal: trace/breakpoint trap'],
  [{ signal: 'SIGABRT' }, 'signal: aborted'],
  [{ signal: 'SIGBUS' }, 'signal: bus error'],
  [{ signal: 'SIGFPE' }, 'signal: floating point exception'],
  [{ signal: 'SIGKILL' }, 'signal: killed'],
  [{ signal: 'SIGUSR1' }, 'signal: user defined signal 1'],
  [{ signal: 'SIGSEGV' }, 'signal: segmentation fault'],
  [{ signal: 'SIGUSR2' }, 'signal: user defined signal 2'],
  [{ signal: 'SIGPIPE' }, 'signal: broken pipe'],
  [{ signal: 'SIGALRM' }, 'signal: alarm clock'],
  [{ signal: 'SIGTERM' }, 'signal: terminated'],
  [{ signal: 'SIGXCPU' }, 'signal: signal 24'],
] as const)('%j reads "%s"', (status, text) => {
  expect(describeExit(status)).toBe(text)
})

test('a whole reason can be described', () => {
  const reason: ExitReason = { kind: 'shutdown', signal: 'SIGKILL' }

  expect(describeExit(reason)).toBe('signal: killed')
  expect(describeExit({ kind: 'killed' } as ExitReason)).toBe('no exit status')
})
