import { expect, test } from '@jest/globals'
import { bootstrap } from '../../src/rie/bootstrap.ts'

const none = () => false

test('a named program starts where the user is', () => {
  expect(bootstrap(['./run', '-v', 'app.handler'], '/here', none)).toEqual({
    command: './run',
    args: ['-v', 'app.handler'],
    cwd: '/here',
    handler: 'app.handler',
    missing: false,
  })
})

test('a program without arguments says nothing of a handler', () => {
  expect(bootstrap(['./run'], '/here', none).handler).toBeUndefined()
})

test.each([
  { there: ['/var/task/bootstrap', '/opt/bootstrap'], command: '/var/task/bootstrap' },
  { there: ['/opt/bootstrap', '/var/runtime/bootstrap'], command: '/opt/bootstrap' },
  { there: ['/var/runtime/bootstrap'], command: '/var/runtime/bootstrap' },
])('of $there the first is taken', ({ there, command }) => {
  const found = bootstrap([], '/here', (path) => there.includes(path))

  expect(found).toEqual({ command, args: [], cwd: '/var/task', handler: undefined, missing: false })
})

test('where there is none, the first place is tried', () => {
  expect(bootstrap([], '/here', none)).toMatchObject({
    command: '/var/task/bootstrap',
    missing: true,
  })
})
