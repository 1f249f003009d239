import { expect, test } from '@jest/globals'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed, project } from '../installation/installed.ts'
import { run } from '../installation/run.ts'

/** What each program of programs/ comes to, whoever compiled and loaded it. */
const results = {
  waits: {
    state: 'ready',
    code: 'ERR_WAIT_TIMEOUT',
    message: "WaitTimeoutError: waited 100 ms for never; last saw 'ready'",
  },
  'serves-an-api': {
    known: '{"size":5}\n',
    refused: '{"errorMessage":"only \\u003cb\\u003e is","errorType":"NotAllowed"}\n',
  },
  'serves-the-runtime-api': { status: 202, kind: 'response', body: '"hello Ada"' },
  'serves-the-extensions-api': { status: 200, functionName: 'hello', hasId: true },
  'delivers-telemetry': {
    status: 200,
    record: { requestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd' },
  },
  'freezes-a-process': { outcome: 'frozen', isStopped: true, thawed: true, kind: 'killed' },
  'invokes-a-function': ['hello Ada 1', 'hello Bob 2'],
}

/** How a loaded program tells its result. */
const tell = 'run().then((result) => process.stdout.write(JSON.stringify(result)))'
const formats = {
  commonjs: (name: string) => ['-e', `require('./dist/${name}.js').${tell}`],
  module: (name: string) => [
    '--input-type=module',
    '-e',
    `import { run } from './dist/${name}.js'; ${tell}`,
  ],
}
type Format = keyof typeof formats

/** Imports every public name of every package, so that the compilers look at all declarations. */
function writeImports(format: Format): void {
  const lines = installed.flatMap(({ name, values, types }, index) => {
    const names = [...values.map((value) => `${value} as ${value}_${index}`), ...types.map(typed)]
    return [`import { ${names.join(', ')} } from '${name}'`]
    function typed(type: string): string {
      return `type ${type} as ${type}_${index}`
    }
  })
  const used = installed.flatMap(({ values }, index) => values.map((value) => `${value}_${index}`))
  const text = [...lines, `export const all: object[] = [${used.join(', ')}].map(Object)`]
  writeFileSync(join(project, format, 'src', 'imports.ts'), `${text.join('\n')}\n`)
}

const compiled = new Map<Format, Promise<string>>()

/** The programs in one of the formats, compiled once by TypeScript 6. */
function compile(format: Format): Promise<string> {
  if (!compiled.has(format)) {
    writeImports(format)
    compiled.set(format, run(join(project, format), 'tsc6', '-p', '.'))
  }
  return compiled.get(format) as Promise<string>
}

test.each<Format>(['commonjs', 'module'])(
  'TypeScript 6 accepts every declaration from %s, those of dependencies included',
  async (format) => {
    expect(await compile(format)).toBe('')
  },
)

test.each<Format>(['commonjs', 'module'])(
  'TypeScript 7 accepts every declaration from %s, those of dependencies included',
  async (format) => {
    writeImports(format)

    expect(await run(join(project, format), 'tsc', '-p', '.', '--noEmit')).toBe('')
  },
)

test.each(
  Object.entries(results).flatMap(([name, result]) =>
    (['commonjs', 'module'] as const).map((format) => ({ name, format, result })),
  ),
)('$name works, loaded as $format', async ({ name, format, result }) => {
  await compile(format)

  const stdout = await run(join(project, format), 'node', ...formats[format](name))

  expect(JSON.parse(stdout)).toEqual(result)
})

/** A project that uses Jest without any configuration, in CommonJS. */
function writeJestProject(folder: string): void {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private":true,"jest":{}}')
  writeFileSync(
    join(folder, 'programs.test.js'),
    Object.entries(results)
      .map(([name, result]) => {
        const program = `require('../commonjs/dist/${name}.js')`
        const expected = JSON.stringify(result)
        return `test('${name}', async () => expect(await ${program}.run()).toEqual(${expected}), 30_000)\n`
      })
      .join(''),
  )
  writeFileSync(
    join(folder, 'fake-timers.test.js'),
    `const { Cell, waitFor } = require('@sim/core')
     test('a wait ends though the timers are fake', async () => {
       jest.useFakeTimers()
       const waiting = waitFor(new Cell(0), () => false, { what: 'never', timeoutMs: 10 })
       await expect(waiting).rejects.toHaveProperty('code', 'ERR_WAIT_TIMEOUT')
     })\n`,
  )
}

test('all of them work in Jest as it comes', async () => {
  await compile('commonjs')
  const folder = join(project, 'jest')
  writeJestProject(folder)

  await run(folder, 'jest', '--rootDir', folder, '--ci', '--json', '--outputFile=report.json')

  expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({
    numPassedTests: Object.keys(results).length + 1,
    numFailedTests: 0,
    numPendingTests: 0,
  })
})
