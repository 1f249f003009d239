import { expect, test } from '@jest/globals'
import { soon } from '../seed/patience.ts'
import type { Script } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { newest } from '../telemetry/subscribe.ts'
import { subscriber } from '../telemetry/subscribed.ts'
import { TcpListener } from '../telemetry/tcp-listener.ts'

const overTcp =
  ({ port }: TcpListener, differing: object = {}) =>
  (): Script =>
    subscriber({ schemaVersion: newest, destination: { protocol: 'TCP', port }, ...differing })('')

test('over TCP a line ends in a line feed and has no other', async () => {
  await using listener = await TcpListener.start()
  await using play = await Play.start({
    extensions: { E: overTcp(listener, { types: ['platform', 'function'] }) },
  })
  await play.simulator.invoke({
    do: [
      ['frame', 'first\r\nsecond\r\n'],
      ['print', 'third\r\n'],
      ['respond', 2],
    ],
  })

  await listener.until(() => listener.of('function').length === 2, 'both lines')

  expect(listener.text).not.toContain('\r')
  expect(
    listener.text
      .split('\n')
      .slice(0, -1)
      .every((line) => line.startsWith('{"time":')),
  ).toBe(true)
  expect(listener.of('function').map(({ record }) => record)).toEqual(
    expect.arrayContaining(['first\r\nsecond\r\n', 'third\r\n']),
  )
})

test('over TCP, too, a batch goes out when it is due, and not before', async () => {
  await using listener = await TcpListener.start()
  await using play = await Play.start({
    options: { time: 'manual' },
    extensions: { E: overTcp(listener, { buffering: { timeoutMs: 1_000 } }) },
  })
  const { simulator } = play
  await simulator.enqueue({}).done(soon)
  simulator.advance(999)
  await simulator.enqueue({}).done(soon)

  simulator.advance(1)
  await listener.nth('platform.report', 2)

  expect(simulator.journal.entries('telemetry.delivered')).toHaveLength(1)
  expect(listener.events).toEqual(simulator.telemetry.events())
})
