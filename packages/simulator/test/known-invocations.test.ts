import { expect, test } from '@jest/globals'
import { Invocation } from '../src/invocation/invocation.ts'
import { KnownInvocations } from '../src/invocation/known-invocations.ts'

const ended = (requestId: string, bytes = 1) => {
  const invocation = new Invocation(requestId, Buffer.alloc(bytes), {})
  invocation.end()
  return invocation
}

test('the newest that are over are kept, and all that are not', () => {
  const known = new KnownInvocations(2)
  const waits = new Invocation('waits', Buffer.alloc(0), {})

  for (const id of ['a', 'b', 'c']) known.add(ended(id))
  known.add(waits)
  known.add(ended('d'))
  known.add(ended('e'))

  expect(known.all().map(({ requestId }) => requestId)).toEqual(['b', 'c', 'waits', 'd', 'e'])
  expect(known.get('a')).toBeUndefined()
  expect(known.get('waits')).toBe(waits)
})

test('large ones are forgotten sooner', () => {
  const known = new KnownInvocations(1_000)

  for (let turn = 0; turn < 30; turn += 1) known.add(ended(String(turn), 6 * 1024 * 1024))

  expect(known.all().length).toBeLessThanOrEqual(11)
  expect(known.get('29')).toBeDefined()
})

test('those that end in another order than they came are forgotten, too', () => {
  const known = new KnownInvocations(0, false)
  const runs = new Invocation('runs', Buffer.alloc(0), {})

  known.add(runs)
  known.add(ended('over'))

  expect(known.get('over')).toBeUndefined()
  expect(known.get('runs')).toBe(runs)
})
