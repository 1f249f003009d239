import { expect, test } from '@jest/globals'
import { join } from 'node:path'
import { installed, project } from '../installation/installed.ts'
import { run } from '../installation/run.ts'

const names = installed.map(({ name }) => name)
const values = Object.fromEntries(installed.map((one) => [one.name, one.values]))

/** Runs a program that prints JSON. */
async function told(format: 'commonjs' | 'module', program: string): Promise<unknown> {
  const folder = join(project, format)
  return JSON.parse(await run(folder, 'node', `--input-type=${format}`, '-e', program))
}

test('require() finds in each package what its index exports', async () => {
  const found = await told(
    'commonjs',
    `const entries = ${JSON.stringify(names)}.map((name) => [name, Object.keys(require(name)).sort()])
     console.log(JSON.stringify(Object.fromEntries(entries)))`,
  )

  expect(found).toEqual(values)
})

test('import finds in each package what its index exports', async () => {
  const found = await told(
    'module',
    `const entries = ${JSON.stringify(names)}.map(async (name) => [name, Object.keys(await import(name)).sort()])
     console.log(JSON.stringify(Object.fromEntries(await Promise.all(entries))))`,
  )

  expect(found).toEqual(values)
})

test.each(names)('loading %s opens nothing and prints nothing', async (name) => {
  const stdout = await run(
    join(project, 'module'),
    'node',
    '--input-type=module',
    '-e',
    // Others' code looks whether stderr is a terminal, and that opens it.
    `void [process.stdout, process.stderr]
     const open = () => JSON.stringify(process.getActiveResourcesInfo())
     const before = open()
     const { default: _, ...loaded } = await import('${name}')
     if (open() !== before) throw new Error('it opened ' + open())`,
  )

  expect(stdout).toBe('')
})

test('an error of the CommonJS copy is one of ours for the ES copy, and the other way round', async () => {
  const found = await told(
    'module',
    `import { createRequire } from 'node:module'
     import * as esm from '@sim/core'
     import { RefusalError } from '@sim/protocol'
     const require = createRequire(process.cwd() + '/')
     const cjs = require('@sim/core')
     const refusal = new (require('@sim/protocol').RefusalError)({ status: 403, errorType: 'A', errorMessage: 'b' })
     console.log(JSON.stringify({
       isOneCopy: esm.SimulatorError === cjs.SimulatorError,
       there: cjs.SimulatorError.is(new esm.SimulatorError('ERR_X', 'x')),
       back: esm.SimulatorError.is(new cjs.SimulatorError('ERR_X', 'x')),
       refusal: RefusalError.is(refusal),
     }))`,
  )

  expect(found).toEqual({ isOneCopy: false, there: true, back: true, refusal: true })
})
