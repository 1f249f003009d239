import { setImmediate } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { quiet } from '../kernel/quiet.ts'
import { Family } from './family.ts'

test('who is linked to a supervisor takes it along, in order', async () => {
  await using family = new Family()
  const peer = await family.environment.spawn((self) => self.mailbox.receive())
  const well = await family.environment.spawn(() => setImmediate())
  const supervisor = await family.environment.supervise({ children: family.children('ab') })
  for (const { pid } of [peer, well]) {
    family.environment.signal(pid, { type: 'Link', from: supervisor.pid })
  }
  await well.exited
  await quiet()
  const early = supervisor.state
  family.taken()

  const cause = await peer.kill({ why: 'test' })
  const reason = await supervisor.exited

  expect(early).toBe('running')
  expect(reason).toEqual({ kind: 'linked', from: peer.pid, cause })
  expect(family.taken()).toBe('shutdown b, shutdown a')
})

test('a linked supervisor goes with its parent, however that ends', async () => {
  await using family = new Family()
  const parent = await family.environment.spawn(async (self) => {
    const { pid } = await self.supervise({ children: family.children('ab') }, { link: true })
    return pid
  })

  const pid = await parent.result()
  await family.until(() => family.environment.size === 0, 'the end of the supervisor')

  expect(family.taken()).toBe('init a, init b, shutdown b, shutdown a')
  expect(family.events.current).toMatchObject({
    pid,
    reason: { kind: 'linked', from: parent.pid, cause: { kind: 'normal' } },
  })
})

test('a supervisor takes no messages', async () => {
  await using family = new Family()
  const supervisor = await family.environment.supervise({ children: [] })

  expect(supervisor.send('hello')).toBe(false)
  await expect(supervisor.request('hello')).rejects.toMatchObject({ code: 'ERR_MESSAGE_REFUSED' })
})
