import { expect, test } from '@jest/globals'
import { cli } from './running-cli.ts'

const tellsModules = `${import.meta.dirname}/fixtures/tells-modules.mjs`

/** The packages and folders of ours that a command loads. */
async function loadedBy(args: readonly string[]) {
  const { stderr } = await cli(args, { node: ['--import', tellsModules] })
  const urls = JSON.parse(stderr.trim().split('\n').at(-1) as string) as string[]
  const has = (pattern: RegExp) => urls.some((url) => pattern.test(url))
  return {
    zod: has(/node_modules\/zod\//),
    koa: has(/node_modules\/koa\//),
    simulator: has(/packages\/simulator\//),
    rie: has(/src\/rie\//),
  }
}

test.each(['--help', '--version', 'strat'])('%s loads nothing large', async (arg) => {
  const loaded = await loadedBy([arg])

  expect(loaded).toEqual({ zod: false, koa: false, simulator: false, rie: false })
})

test.each([
  ['help of run', ['run', '--help']],
  ['help of start', ['start', '--help']],
  ['a fault in the flags of run', ['run', '.', '--timeout', 'x']],
  ['a fault in the flags of start', ['start', '--port', 'x']],
])('%s does not load the simulator', async (_title, args) => {
  const loaded = await loadedBy(args)

  expect(loaded).toEqual({ zod: true, koa: false, simulator: false, rie: false })
})
