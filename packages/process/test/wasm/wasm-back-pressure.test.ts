import { expect, test } from '@jest/globals'
import { existsSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { add, drop, equal, get, i32, i64, repeat, set, stopIf } from './assemble.ts'
import { fileTree } from './file-tree.ts'
import { bufferAt, program, textAt } from './guests.ts'
import { runGuest } from './running-guest.ts'

test('a guest that writes faster than the host hears waits for it', async () => {
  using files = fileTree()
  const done = `${files.work}/done`
  // Twice as much as may be under way at once; then it makes a file.
  const talkative = program(
    ['path_open'],
    (call) => [
      repeat([
        [i32(bufferAt), i32(32_768), call('put')],
        [add(get(0), i32(1)), set(0)],
        stopIf(equal(get(0), i32(256))),
      ]),
      [i32(3), i32(0), i32(textAt), i32(4), i32(1), i64(2n), i64(0n), i32(0), i32(40)],
      [call('path_open'), drop],
    ],
    { data: { [textAt]: 'done' } },
  )
  const early: boolean[] = []

  const { end } = await runGuest(talkative, {
    grants: { '/data': { path: files.work, writable: true } },
    onOutput() {
      const until = performance.now() + (early.length === 0 ? 300 : 0)
      while (performance.now() < until && !existsSync(done));
      early.push(existsSync(done))
    },
  })

  expect(end).toEqual({ status: { code: 0 } })
  expect(early[0]).toBe(false)
  expect(existsSync(done)).toBe(true)
})
