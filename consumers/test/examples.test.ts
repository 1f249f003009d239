import { expect, test } from '@jest/globals'
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { examples, stepsOf, unpackExample } from '../examples/install-example.ts'
import { installedTarballs } from '../installation/installed.ts'
import { run } from '../installation/run.ts'

test('there is an example for each way in', () => {
  expect(examples).toEqual([
    'call-with-the-aws-sdk',
    'containerised-runtime',
    'embed-an-api',
    'ship-logs',
    'supervise-processes',
    'test-an-extension',
  ])
})

test.each(examples)('%s passes in an empty folder, with the steps of its README', async (name) => {
  const example = await unpackExample(name, installedTarballs)
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(dirname(example), { recursive: true, force: true }))
  const steps = stepsOf(example)
  expect(steps).toEqual([
    ['npm', 'install'],
    ['npm', 'test'],
  ])

  for (const [command = '', ...args] of steps) await run(example, command, ...args)
})
