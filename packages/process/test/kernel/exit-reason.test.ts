import { expect, test } from '@jest/globals'
import { describeReason, rootCause, rootError, type ExitReason, type Pid } from '@sim/process'

const error = new Error('it failed')
const root = { kind: 'failure', error } as const
const linked = (cause: ExitReason, number: number): ExitReason => ({
  kind: 'linked',
  from: `env/${number}` as Pid,
  cause,
})

test.each<[ExitReason, string]>([
  [{ kind: 'normal' }, 'normal'],
  [{ kind: 'normal', code: 0 }, 'normal: exit status 0'],
  [{ kind: 'noproc' }, 'noproc'],
  [{ kind: 'failure' }, 'failure'],
  [root, 'failure: it failed'],
  [{ kind: 'failure', code: 3 }, 'failure: exit status 3'],
  [{ kind: 'failure', signal: 'SIGSEGV' }, 'failure: signal: segmentation fault'],
  [{ kind: 'shutdown' }, 'shutdown'],
  [{ kind: 'shutdown', why: 'enough', signal: 'SIGTERM' }, 'shutdown (enough): signal: terminated'],
  [{ kind: 'killed', why: 'test' }, 'killed (test)'],
  [linked(root, 1), 'linked to env/1: failure: it failed'],
])('%j reads %s', (reason, text) => {
  expect(describeReason(reason)).toBe(text)
})

test('a chain of links leads to where it began', () => {
  const chain = linked(linked(linked(root, 1), 2), 3)

  expect(rootCause(chain)).toBe(root)
  expect(rootError(chain)).toBe(error)
  expect(rootCause(root)).toBe(root)
})

test('a chain that did not begin with a failure has no error', () => {
  expect(rootError(linked({ kind: 'killed' }, 1))).toBeUndefined()
  expect(rootError({ kind: 'normal' })).toBeUndefined()
})

test('a chain of a hundred thousand is described in a line, and its root is found', () => {
  let reason: ExitReason = root
  for (let number = 1; number <= 100_000; number += 1) reason = linked(reason, number)

  expect(describeReason(reason).length).toBeLessThan(1_000)
  expect(rootCause(reason)).toBe(root)
})
