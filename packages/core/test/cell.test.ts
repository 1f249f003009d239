import { expect, test } from '@jest/globals'
import { Cell } from '@sim/core'

test('a cell holds its newest value', () => {
  const cell = new Cell('first')

  cell.set('second')

  expect(cell.current).toBe('second')
})

test('everyone is told of a change in the same turn, when the cell already shows it', () => {
  const cell = new Cell(0)
  const heard: unknown[] = []
  cell.subscribe((value) => heard.push(['one', value, cell.current]))
  cell.subscribe((value) => heard.push(['other', value, cell.current]))

  cell.set(1)

  expect(heard).toEqual([
    ['one', 1, 1],
    ['other', 1, 1],
  ])
})

test.each([[1], [Number.NaN], [undefined]])('setting %p again tells no one', (value) => {
  const cell = new Cell<number | undefined>(value)
  const heard: unknown[] = []
  cell.subscribe((told) => heard.push(told))

  cell.set(value)

  expect(heard).toEqual([])
})

test('the last value that a follower hears is the present one, even if another follower changes it', () => {
  const cell = new Cell('idle')
  cell.subscribe((value) => {
    if (value === 'asked') cell.set('answered')
  })
  const heard: string[] = []
  cell.subscribe((value) => heard.push(value))

  cell.set('asked')

  expect(heard).toEqual(['asked', 'answered'])
  expect(cell.current).toBe('answered')
})

test('a follower that left hears nothing more', () => {
  const cell = new Cell(0)
  const heard: number[] = []
  const subscription = cell.subscribe((value) => heard.push(value))

  cell.set(1)
  subscription[Symbol.dispose]()
  cell.set(2)

  expect(heard).toEqual([1])
})
