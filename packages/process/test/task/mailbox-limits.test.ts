import { expect, test } from '@jest/globals'
import { Environment, type MailboxLimits, type MessageEnvelope, type Pid } from '@sim/process'
import { drain, puppet } from '../kernel/puppet.ts'

async function full(overflow?: MailboxLimits['overflow']) {
  const environment = new Environment()
  const actor = await puppet(environment, { mailbox: { maxMessages: 2, overflow } })
  for (const data of [1, 2]) actor.handle.send(data, { tag: data })
  const datas = (): unknown[] => (drain(actor.self) as MessageEnvelope[]).map(({ data }) => data)
  return { ...actor, environment, datas }
}

test.each([undefined, 'fail-sender' as const])(
  'a send to a mailbox that is full throws with overflow %p, and leaves it as it was',
  async (overflow) => {
    const { handle, datas } = await full(overflow)

    expect(() => handle.send(3)).toThrow(
      expect.objectContaining({
        code: 'ERR_MAILBOX_FULL',
        message: 'a mailbox takes at most 2 messages, found one more',
      }),
    )
    expect(datas()).toEqual([1, 2])
  },
)

test('a mailbox that was emptied has room again', async () => {
  const { handle, self, datas } = await full()
  self.mailbox.tryReceive()

  handle.send(3)

  expect(datas()).toEqual([2, 3])
})

test('the oldest message gives way, and is found by its tag no more', async () => {
  const { handle, self, datas } = await full('drop-oldest')

  const sent = handle.send(3)

  expect(sent).toBe(true)
  expect(self.mailbox.tryReceive({ tags: [1] })).toBeUndefined()
  expect(datas()).toEqual([2, 3])
})

test('news of deaths give way to nothing and are always taken', async () => {
  const { handle, self } = await full('drop-oldest')
  const ref = self.monitor('nobody/1' as Pid)
  for (const data of [3, 4, 5]) handle.send(data)
  const other = self.monitor('nobody/1' as Pid)

  expect(drain(self)).toMatchObject([{ ref }, { data: 4 }, { data: 5 }, { ref: other }])
})

test('a process may be ended for a mailbox that overflows', async () => {
  const { handle } = await full('kill')

  const sent = handle.send(3)

  expect(sent).toBe(false)
  expect(await handle.exited).toMatchObject({
    kind: 'failure',
    error: { code: 'ERR_MAILBOX_FULL' },
  })
})
