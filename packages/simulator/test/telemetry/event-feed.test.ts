import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import type { TelemetryEvent } from '@sim/telemetry-api'
import { once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { runtime } from '../programs.ts'
import { toldJournal } from './told-journal.ts'

const over = new Error('it is over')

async function idsIn(events: AsyncIterable<TelemetryEvent>): Promise<string[]> {
  const ids: string[] = []
  for await (const { record } of events) ids.push((record as { requestId: string }).requestId)
  return ids
}

test('a feed has what was told before it, and all that is told after, in order', async () => {
  const { view, tell, end } = toldJournal()
  tell('platform.start', { requestId: 'a' })
  const feed = view.follow()
  tell('platform.start', { requestId: 'b' })
  const read = idsIn(feed)
  await Promise.resolve()
  tell('platform.start', { requestId: 'c' })

  end(over)

  expect(await read).toEqual(['a', 'b', 'c'])
})

test('a feed of what is over has what was told, and ends', async () => {
  const { view, tell, end } = toldJournal()
  tell('platform.start', { requestId: 'a' })
  end(over)

  expect(await idsIn(view.follow())).toEqual(['a'])
})

test('a feed keeps what the journal has forgotten meanwhile', async () => {
  const { view, tell, end } = toldJournal(1)
  const feed = view.follow()

  for (const requestId of ['a', 'b', 'c']) tell('platform.start', { requestId })

  end(over)
  expect(await idsIn(feed)).toEqual(['a', 'b', 'c'])
})

test('whoever has had enough leaves, and hears of nothing more', async () => {
  const { view, tell, end } = toldJournal()
  tell('platform.start', { requestId: 'a' })
  const feed = view.follow()

  for await (const _event of feed) break

  tell('platform.start', { requestId: 'b' })
  expect(await feed.next()).toEqual({ done: true, value: undefined })
  end(over)
})

test('a signal ends the reading with its reason', async () => {
  const { view } = toldJournal()
  const enough = new AbortController()
  const reading = view.follow({ signal: enough.signal }).next()
  const reason = new Error('enough')

  enough.abort(reason)

  await expect(reading).rejects.toBe(reason)
})

test('several who read at once each get an event of their own', async () => {
  const { view, tell, end } = toldJournal()
  const feed = view.follow()
  const reads = [feed.next(), feed.next(), feed.next()]

  tell('platform.start', { requestId: 'a' })
  tell('platform.start', { requestId: 'b' })
  end(over)

  const ids = (await Promise.all(reads)).map(({ value }) => value?.record)
  expect(ids).toEqual([{ requestId: 'a' }, { requestId: 'b' }, undefined])
})

test('lines go into a stream no faster than it takes them', async () => {
  const { view, tell, end } = toldJournal()
  let taken = 0
  let go: () => void = () => undefined
  const slow = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      taken += 1
      go = done
      slow.emit('taken')
    },
  })
  for (const requestId of ['a', 'b', 'c']) tell('platform.start', { requestId })
  end(over)

  const piped = pipeline(view.lines(), slow)

  await once(slow, 'taken')
  expect(taken).toBe(1)
  for (let more = 2; more <= 3; more += 1) {
    const next = once(slow, 'taken')
    go()
    await next
    expect(taken).toBe(more)
  }
  go()
  await piped
})

test('what a simulator tells until it is over goes through a stream, as the journal has it', async () => {
  await using simulator = await Simulator.start({ runtime: runtime('echoes') })
  const written = new PassThrough()
  const all = text(written)
  const piped = pipeline(simulator.telemetry.lines(), written)
  await simulator.invoke({})

  await simulator.shutdown()

  await piped
  expect(await all).toBe(simulator.telemetry.ndjson())
  expect(simulator.telemetry.filter('platform.report')).toHaveLength(1)
})
