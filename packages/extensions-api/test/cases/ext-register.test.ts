import { expect, test } from '@jest/globals'
import {
  a,
  expectRefusal,
  i,
  invoke,
  moved,
  named,
  open,
  uuid,
  type Case,
  type RefusedCase,
  type Said,
  type World,
} from './acts.ts'

async function ten(api: World): Promise<void> {
  for (let n = 0; n < 10; n += 1) await api.join(`i${n}`, '[]')
}

const registered: readonly Case[] = [
  [
    'register-configuration-keys-empty-ok',
    (api) => api.register(i, '{"events":[],"configurationKeys":[]}'),
  ],
  ['register-internal-ok', (api) => api.register(i, invoke)],
  ['register-events-null', (api) => api.register(i, '{"events":null}')],
  ['register-body-null', (api) => api.register(i, 'null')],
  ['register-no-events-key', (api) => api.register(i, '{}')],
  ['register-events-duplicated', (api) => api.register(i, '{"events": ["INVOKE", "INVOKE"]}')],
  [
    'register-failed-event-leaves-name-free',
    async (api) => {
      expect((await api.register(i, '{"events": ["FOO"]}')).status).toBe(403)
      return api.register(i, invoke)
    },
  ],
  ['register-external-ok', (api) => api.register(a, '{"events": ["INVOKE", "SHUTDOWN"]}'), 'a'],
  [
    'register-external-retry-after-bad-event',
    async (api) => {
      expect((await api.register(a, '{"events": ["FOO"]}')).status).toBe(403)
      return api.register(a, invoke)
    },
    'a',
  ],
]

test.each(named(registered))('$id', async ({ row: [, act, external] }) => {
  await using api = await open(external)

  const answer = await act(api)

  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('lambda-extension-identifier')).toMatch(uuid)
  expect(JSON.parse(answer.text)).toEqual({
    functionName: 'hello',
    functionVersion: '$LATEST',
    handler: 'index.handler',
  })
})

const noName: Said = ['Extension.InvalidExtensionName', 'Empty extension name']
const noShutdown: Said = [
  'Extension.InvalidEventType',
  'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
]
const full: Said = ['Extension.TooManyExtensions', 'Extension limit (10) reached']
const refused: readonly RefusedCase[] = [
  ['register-missing-name', noName, (api) => api.register({}, invoke)],
  ['register-empty-name', noName, (api) => api.register({ 'Lambda-Extension-Name': '' }, invoke)],
  [
    'register-bad-json',
    ['InvalidRequestFormat', 'unexpected end of JSON input'],
    (api) => api.register(i, '{"events":'),
  ],
  [
    'register-not-json',
    ['InvalidRequestFormat', "invalid character 'o' in literal null (expecting 'u')"],
    (api) => api.register(i, 'nope'),
  ],
  [
    'register-event-case-sensitive',
    ['Extension.InvalidEventType', 'invoke: ErrorInvalidEventType'],
    (api) => api.register(i, '{"events": ["invoke"]}'),
  ],
  [
    'register-eleventh',
    full,
    (api) =>
      ten(api).then(() => api.register({ 'Lambda-Extension-Name': 'i10' }, '{"events": []}')),
  ],
  [
    'register-limit-beats-duplicate',
    full,
    (api) => ten(api).then(() => api.register({ 'Lambda-Extension-Name': 'i0' }, '{"events": []}')),
  ],
  [
    'register-closed-but-invalid-event-first',
    noShutdown,
    (api) => {
      api.registry.closeRegistration()
      return api.register(i, '{"events": ["SHUTDOWN"]}')
    },
  ],
  [
    'register-external-twice',
    moved('Registered', 'Registered', 'a'),
    (api) => api.join('a').then(() => api.register(a, invoke)),
    'a',
  ],
  [
    'register-external-full-path-is-internal',
    noShutdown,
    (api) =>
      api.register({ 'Lambda-Extension-Name': '/opt/extensions/a' }, '{"events": ["SHUTDOWN"]}'),
    'a',
  ],
]

test.each(named(refused))('$id', ({ row }) => expectRefusal(row))
