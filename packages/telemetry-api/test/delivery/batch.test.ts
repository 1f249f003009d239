import { expect, test } from '@jest/globals'
import { batchOf } from '../fixtures/batches.ts'

const text = (content: string) => ({ text: content, bytes: Buffer.byteLength(content) })

test('what is delivered of a batch can be taken out of it, and the rest is a batch like any other', () => {
  const batch = batchOf('"a"', '"ü"', '"ccc"')
  batch.markDelivered(2)

  const { left } = batch
  const part = batch.takeDelivered()

  expect(left).toEqual({ events: 1, bytes: 5 })
  expect([part.texts, part.bytes]).toEqual([['"a"', '"ü"'], 7])
  expect([batch.texts, batch.bytes, batch.delivered]).toEqual([['"ccc"'], 5, 0])
})

test('a notice goes with the part that it is in', () => {
  const early = batchOf('"a"')
  early.addNotice(text('"notice"'))
  early.add(text('"b"'))
  const late = batchOf('"a"', '"b"')
  late.addNotice(text('"notice"'))
  for (const batch of [early, late]) batch.markDelivered(2)

  const parts = [early.takeDelivered(), late.takeDelivered()]

  expect(parts.map(({ notice }) => notice?.text)).toEqual(['"notice"', undefined])
  expect([early, late].map(({ notice }) => notice?.text)).toEqual([undefined, '"notice"'])
})

test('parts can be taken out one after the other', () => {
  const batch = batchOf('"a"', '"bb"', '"ccc"')
  batch.addNotice(text('"notice"'))
  batch.add(text('"e"'))

  const parts = [1, 2, 1].map((count) => {
    batch.markDelivered(count)
    return batch.takeDelivered()
  })

  expect(parts.map(({ texts, bytes }) => [texts.length, bytes])).toEqual([
    [1, 3],
    [2, 9],
    [1, 8],
  ])
  expect(parts.map(({ notice }) => notice?.text)).toEqual([undefined, undefined, '"notice"'])
  expect(batch.left).toEqual({ events: 1, bytes: 3 })
})
