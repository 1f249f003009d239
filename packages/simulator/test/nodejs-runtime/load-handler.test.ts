import { expect, jest, test } from '@jest/globals'
import { listen } from '@sim/protocol'
import { join } from 'node:path'
import { functionFolder } from './function-folder.ts'
import { RunningFunction } from './running-function.ts'

jest.setTimeout(60_000)

const es = (answer: string) => `export const handler = async () => '${answer}'`
const cjs = (answer: string) => `exports.handler = async () => '${answer}'`
/** Exports that only show when the module is run as CommonJS. */
const cjsOnly = `module.exports = Object.fromEntries([['handler', async () => 'yes']])`
const esPackage = '{ "type": "module" }'

test.each<[string, string, Record<string, string>]>([
  ['an .mjs file', 'index.handler', { 'index.mjs': es('yes') }],
  ['a .cjs file', 'index.handler', { 'index.cjs': cjs('yes') }],
  ['a .js file without a package', 'index.handler', { 'index.js': cjs('yes') }],
  [
    'a .js file in a package of ES modules',
    'src/index.handler',
    { 'package.json': esPackage, 'src/index.js': es('yes') },
  ],
  [
    'a .cjs file in a package of ES modules',
    'index.handler',
    { 'package.json': esPackage, 'index.cjs': cjsOnly },
  ],
  [
    'a .js file of a CommonJS package inside a package of ES modules',
    'lib/index.handler',
    { 'package.json': esPackage, 'lib/package.json': '{}', 'lib/index.js': cjs('yes') },
  ],
  [
    'a .js file rather than an .mjs file',
    'index.handler',
    { 'index.js': cjs('yes'), 'index.mjs': es('no') },
  ],
  ['the index of a folder', 'app.handler', { 'app/index.js': cjs('yes') }],
  [
    'a package in node_modules',
    'node_modules/wrapped/index.handler',
    { 'node_modules/wrapped/index.js': cjs('yes') },
  ],
  ['a path that starts with ./', './index.handler', { 'index.mjs': es('yes') }],
  ['a folder with dots', 'v1.2/index.handler', { 'v1.2/index.mjs': es('yes') }],
  [
    'a nested export',
    'index.api.v1.get',
    { 'index.mjs': `export const api = { v1: { get: async () => 'yes' } }` },
  ],
  ['the default export', 'index.default', { 'index.mjs': `export default async () => 'yes'` }],
  [
    'a module that waits at its top level',
    'index.handler',
    {
      'index.mjs': `const answer = await new Promise((r) => setTimeout(r, 1, 'yes'))
        export const handler = async () => answer`,
    },
  ],
  ['a CommonJS module that replaces its exports', 'index.handler', { 'index.js': cjsOnly }],
])('a handler is found in %s', async (_where, handler, files) => {
  await using folder = await functionFolder(files)
  await using fn = await RunningFunction.start(handler, { taskRoot: folder.path })

  const { json } = await fn.invoke()

  expect(json).toBe('yes')
})

test('an absolute path needs no task root', async () => {
  await using folder = await functionFolder({ 'index.mjs': es('yes') })
  await using fn = await RunningFunction.start(join(folder.path, 'index.handler'))

  const { json } = await fn.invoke()

  expect(json).toBe('yes')
})

test.each<[string, string, string, string, Record<string, string>]>([
  ['a missing file', 'index.handler', 'Runtime.ImportModuleError', "find module 'index'", {}],
  [
    'a missing ES import',
    'index.handler',
    'Runtime.ImportModuleError',
    "Cannot find package 'nope'",
    { 'index.mjs': `import 'nope'` },
  ],
  [
    'a missing CommonJS import',
    'index.handler',
    'Runtime.ImportModuleError',
    "Cannot find module 'nope'",
    { 'index.js': `require('nope')` },
  ],
  [
    'a syntax error in an ES module',
    'index.handler',
    'Runtime.UserCodeSyntaxError',
    'SyntaxError: ',
    { 'index.mjs': 'export const = 1' },
  ],
  [
    'a syntax error in a CommonJS module',
    'index.handler',
    'Runtime.UserCodeSyntaxError',
    'SyntaxError: ',
    { 'index.cjs': 'const = 1' },
  ],
  [
    'no such export',
    'index.handler',
    'Runtime.HandlerNotFound',
    'index.handler is undefined or not exported',
    { 'index.mjs': 'export const other = 1' },
  ],
  [
    'no such nested export',
    'index.a.b.c',
    'Runtime.HandlerNotFound',
    'index.a.b.c is undefined or not exported',
    { 'index.mjs': 'export const a = null' },
  ],
  [
    'an export that is no function',
    'index.handler',
    'Runtime.HandlerNotFound',
    'index.handler is not a function',
    { 'index.mjs': 'export const handler = 1' },
  ],
  ['a name without an export', 'index', 'Runtime.MalformedHandlerName', "'index' is not", {}],
  ['an empty name', '', 'Runtime.MalformedHandlerName', "'' is not", {}],
  ['a way out', '../index.handler', 'Runtime.MalformedHandlerName', "without '..'", {}],
  [
    'what the module throws',
    'index.handler',
    'TypeError',
    'top',
    {
      'index.mjs': `throw new TypeError('top')`,
    },
  ],
])('%s is an init error', async (_what, handler, errorType, message, files) => {
  await using folder = await functionFolder(files)
  await using fn = await RunningFunction.start(handler, { taskRoot: folder.path })

  const { json, call } = await fn.initError()
  const { status, stdout } = await fn.exited()

  expect(json).toEqual({
    errorType,
    errorMessage: expect.stringContaining(message),
    trace: expect.any(Array),
  })
  expect(call.headers['lambda-runtime-function-error-type']).toBe(errorType)
  expect(stdout.split('\t').slice(1, 4)).toEqual(['undefined', 'ERROR', 'Uncaught Exception '])
  expect(status).toBe(1)
})

test('a syntax error is reported with the line that it is in', async () => {
  await using folder = await functionFolder({ 'index.cjs': '\nconst = 1' })
  await using fn = await RunningFunction.start('index.handler', { taskRoot: folder.path })

  const { json } = await fn.initError()

  expect(json).toMatchObject({
    trace: expect.arrayContaining([expect.stringContaining('index.cjs:2')]),
  })
})

test('without a Runtime API there is nobody to report to', async () => {
  const closed = await listen([])
  await closed.stop()
  await using fn = await RunningFunction.start('answers.promise', {
    env: { AWS_LAMBDA_RUNTIME_API: closed.address },
  })

  const { status, stderr } = await fn.exited()

  expect(status).toBe(1)
  expect(stderr).toContain('ECONNREFUSED')
})
