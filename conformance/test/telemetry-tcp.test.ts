import { expect, test } from '@jest/globals'
import { unhurried } from '../seed/patience.ts'
import type { Script } from '../telemetry/actors.ts'
import { Play } from '../telemetry/play.ts'
import { happened } from '../telemetry/prompter.ts'
import { subscriber } from '../telemetry/subscribed.ts'
import { TcpListener } from '../telemetry/tcp-listener.ts'

/** An extension that has telemetry brought to this listener. */
const over =
  ({ port }: TcpListener, types: readonly string[] = ['platform']) =>
  (): Script =>
    subscriber({ types, destination: { protocol: 'TCP', port } })('')

test('TCP-001, TCP-002: events come one a line, all over one connection', async () => {
  await using listener = await TcpListener.start()
  await using play = await Play.start({ extensions: { E: over(listener) } })
  await play.simulator.invoke({})
  await listener.nth('platform.report')

  await play.simulator.invoke({})
  await listener.nth('platform.report', 2)

  for (const line of listener.text.split('\n').slice(0, -1)) {
    expect(Object.keys(JSON.parse(line))).toEqual(['time', 'type', 'record'])
  }
  expect(listener.events).toEqual(play.simulator.telemetry.events())
  expect(play.simulator.journal.entries('telemetry.delivered').length).toBeGreaterThan(1)
  expect(listener.connections).toBe(1)
})

test('TCP-004: a message of several lines is one line on the wire, and the last byte is a line feed', async () => {
  await using listener = await TcpListener.start()
  await using play = await Play.start({
    options: unhurried,
    extensions: { E: over(listener, ['function']) },
  })
  await play.simulator.invoke({
    do: [
      ['frame', 'first\nsecond\n'],
      ['say', 'last'],
      ['respond', 2],
    ],
  })

  await play.simulator.shutdown()
  await listener.nth('function', 2)

  expect(listener.events.map(({ record }) => record).toSorted()).toEqual([
    'first\nsecond\n',
    'last\n',
  ])
  expect(listener.text.at(-1)).toBe('\n')
})

test('TCP-005: a listener that hangs up costs no invocation anything, and is connected to again', async () => {
  await using listener = await TcpListener.start()
  await using play = await Play.start({ extensions: { E: over(listener), F: subscriber() } })
  await play.simulator.invoke({})
  await listener.nth('platform.report')

  listener.hangUp()
  // What was written before the end of the connection was heard of is lost: nobody acknowledges it.
  const meanwhile = await play.simulator.invoke({})
  await play.listener.nth('platform.report', 2)
  await happened(play.simulator, { type: 'telemetry.delivered', subscriber: 'E' }, 2)
  const { status, requestId } = await play.simulator.invoke({})
  await listener.until(
    () => listener.of('platform.report').some(({ record }) => record.requestId === requestId),
    'the last report',
  )

  expect([meanwhile.status, status]).toEqual(['success', 'success'])
  expect(listener.connections).toBe(2)
})
