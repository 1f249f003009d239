import { expect, test } from '@jest/globals'
import { runtimeCommand, type CommandChoice } from '../src/image-facts.ts'

const aws = { entrypoint: ['/lambda-entrypoint.sh'], command: ['app.handler'], environment: {} }
const plain = { entrypoint: [], command: ['node', 'app.js'], environment: {} }
const nothing: CommandChoice = {
  runtime: undefined,
  entrypoint: undefined,
  command: undefined,
  handler: undefined,
}

test.each([
  ['the image as it is', aws, {}, ['/lambda-entrypoint.sh', 'app.handler']],
  ['an image without an entrypoint', plain, {}, ['node', 'app.js']],
  ['a handler', aws, { handler: 'other.main' }, ['/lambda-entrypoint.sh', 'other.main']],
  ['a command', aws, { command: ['a', 'b'] }, ['/lambda-entrypoint.sh', 'a', 'b']],
  [
    'a command beside a handler',
    aws,
    { command: ['a'], handler: 'b' },
    ['/lambda-entrypoint.sh', 'a'],
  ],
  ['an entrypoint, which does away with the command', aws, { entrypoint: ['/run'] }, ['/run']],
  ['an entrypoint and a handler', aws, { entrypoint: ['/run'], handler: 'a.b' }, ['/run', 'a.b']],
  ['a whole command', aws, { runtime: ['node', 'x'], handler: 'a.b' }, ['node', 'x']],
])('%s is what is started', (_case, facts, choice, command) => {
  expect(runtimeCommand('image', facts, { ...nothing, ...choice })).toEqual(command)
})
