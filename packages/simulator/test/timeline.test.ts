import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { extension, runtime } from './programs.ts'

test('the timeline tells the story of a failing invocation', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('exits-when-told'),
    extensions: [extension('observes')],
  })
  await simulator.waitForPhase('idle')
  const invocation = simulator.enqueue({ exit: 3 })
  await invocation.done()

  const story = simulator
    .timeline()
    .replaceAll(/^.* s {2}/gm, '')
    .replaceAll(/pid \d+/g, 'pid N')
    .replaceAll(invocation.requestId, 'ID')
    .split('\n')
    .filter((line) => !/stdout|asks for its next event/.test(line))

  expect(story.slice(story.indexOf('#1  invocation ID queued'))).toEqual([
    '#1  invocation ID queued',
    '#1  phase idle -> invoke',
    '#1  platform.start',
    '#1  invocation ID dispatched',
    '#1  extension observes got INVOKE',
    '#1  invocation ID taken by the runtime',
    expect.stringContaining('runtime ended'),
    '#1  failed: Runtime.ExitError, Runtime exited with error: exit status 3',
    '#1  invocation ID answered: error',
    '#1  platform.runtimeDone',
    '#1  phase invoke -> reset',
    '#1  shutdown begins: failure, 2000 ms',
    '#1  extension observes got SHUTDOWN',
    expect.stringContaining('extension observes ended'),
    '#1  platform.report',
    '#1  invocation ID over: error',
    '#2  phase reset -> dormant',
  ])
})
