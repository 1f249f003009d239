import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Listeners } from '../src/listeners.ts'

const run = promisify(execFile)

/** A program of its own, because Jest fails a test in which a rejection goes unhandled. */
const fixture = join(__dirname, 'fixtures', 'listener-that-throws.ts')

const recorded = () => {
  const listeners = new Listeners<number>()
  const heard: string[] = []
  const listen = (name: string, then?: (value: number) => void) =>
    listeners.add((value) => {
      heard.push(`${name}${value}`)
      then?.(value)
    })
  return { listeners, heard, listen }
}

test('everyone hears a value in the order in which they came', () => {
  const { listeners, heard, listen } = recorded()
  listen('a')
  listen('b')

  listeners.call(1)

  expect(heard).toEqual(['a1', 'b1'])
})

test('one function that was added twice is called twice, and leaves once', () => {
  const listeners = new Listeners<number>()
  const heard: number[] = []
  const listener = (value: number) => void heard.push(value)
  const first = listeners.add(listener)
  listeners.add(listener)

  listeners.call(1)
  first[Symbol.dispose]()
  listeners.call(2)

  expect(heard).toEqual([1, 1, 2])
})

test('a value that a listener causes comes after the one that it was told, for everyone', () => {
  const { listeners, heard, listen } = recorded()
  listen('a', (value) => {
    if (value < 3) listeners.call(value + 1)
  })
  listen('b')

  listeners.call(1)

  expect(heard).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3'])
})

test('all of it has been told when the outermost call returns', () => {
  const { listeners, heard, listen } = recorded()
  listen('a', (value) => {
    if (value === 1) listeners.call(2)
  })

  listeners.call(1)

  expect(heard).toEqual(['a1', 'a2'])
})

test('whoever is added while others are called hears the next value, not this one', () => {
  const { listeners, heard, listen } = recorded()
  let added = false
  listen('a', () => {
    if (!added) listen('late')
    added = true
  })

  listeners.call(1)
  listeners.call(2)

  expect(heard).toEqual(['a1', 'a2', 'late2'])
})

test('whoever is added after a value was called does not hear it, though others still wait for it', () => {
  const { listeners, heard, listen } = recorded()
  listen('a', (value) => {
    if (value !== 1) return
    listeners.call(2)
    listen('late')
  })

  listeners.call(1)

  expect(heard).toEqual(['a1', 'a2'])
})

test('whoever is removed while others are called hears nothing more', () => {
  const { listeners, heard, listen } = recorded()
  const removals: Disposable[] = []
  listen('a', () => removals.forEach((removal) => removal[Symbol.dispose]()))
  removals.push(listen('b'))

  listeners.call(1)

  expect(heard).toEqual(['a1'])
})

test('a listener that throws disturbs neither the others nor the caller, and is heard of', async () => {
  const { stdout } = await run(process.execPath, [fixture])

  expect(JSON.parse(stdout)).toEqual({
    heard: ['heard 1', 'heard 2'],
    unhandled: 'Error: a bad listener',
  })
})
