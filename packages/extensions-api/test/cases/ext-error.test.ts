import { expect, test } from '@jest/globals'
import { invokeEvent, world } from '../world.ts'
import {
  badId,
  busy,
  expectRefusal,
  identified,
  moved,
  named,
  noId,
  nobody,
  noType,
  open,
  type,
  type Case,
  type RefusedCase,
  type World,
} from './acts.ts'

async function reported(api: World, path: 'init/error' | 'exit/error'): Promise<string> {
  const id = await api.join('i')
  const answer = await api.report(path, { ...identified(id), ...type })
  expect(answer.status).toBe(202)
  return id
}

const refused: readonly RefusedCase[] = [
  [
    'ext-init-error-missing-id',
    noId,
    (api) => api.join('i').then(() => api.report('init/error', type)),
  ],
  [
    'ext-init-error-malformed-id',
    badId,
    (api) => api.join('i').then(() => api.report('init/error', { ...identified('zzz'), ...type })),
  ],
  [
    'ext-init-error-missing-type',
    noType,
    (api) => api.join('i').then((id) => api.report('init/error', identified(id))),
  ],
  [
    'ext-init-error-missing-type-beats-unknown-id',
    noType,
    (api) => api.join('i').then(() => api.report('init/error', identified(nobody))),
  ],
  [
    'ext-init-error-then-next',
    moved('InitError', 'Ready'),
    (api) => reported(api, 'init/error').then((id) => api.next(id)),
  ],
  [
    'ext-init-error-while-running',
    moved('Running', 'InitError'),
    (api) => busy(api).then((id) => api.report('init/error', { ...identified(id), ...type })),
  ],
  [
    'ext-exit-error-missing-type',
    noType,
    (api) => api.join('i').then((id) => api.report('exit/error', identified(id))),
  ],
  [
    'ext-exit-error-missing-type-beats-unknown-id',
    noType,
    (api) => api.join('i').then(() => api.report('exit/error', identified(nobody))),
  ],
  [
    'ext-exit-error-unknown-id',
    ['Extension.UnknownExtensionIdentifier', 'Unknown Lambda-Extension-Identifier'],
    (api) => api.join('i').then(() => api.report('exit/error', { ...identified(nobody), ...type })),
  ],
  [
    'ext-exit-after-init-error',
    moved('InitError', 'Exited'),
    (api) =>
      reported(api, 'init/error').then((id) =>
        api.report('exit/error', { ...identified(id), ...type }),
      ),
  ],
]

test.each(named(refused))('$id', ({ row }) => expectRefusal(row))

const accepted: readonly Case[] = [
  [
    'ext-init-error-accepted-garbage-body',
    (api) =>
      api.join('i').then((id) => {
        const headers = { ...identified(id), 'Lambda-Extension-Function-Error-Type': 'anything' }
        return api.report('init/error', headers, 'garbage')
      }),
  ],
  [
    'ext-error-type-not-validated',
    (api) =>
      api.join('i').then((id) => {
        const headers = { ...identified(id), 'Lambda-Extension-Function-Error-Type': '!!' }
        return api.report('init/error', headers)
      }),
  ],
  [
    'ext-init-error-repeat-is-accepted',
    (api) =>
      reported(api, 'init/error').then((id) =>
        api.report('init/error', { ...identified(id), ...type }),
      ),
  ],
  [
    'ext-exit-error-repeat-is-accepted',
    (api) =>
      reported(api, 'exit/error').then((id) =>
        api.report('exit/error', { ...identified(id), ...type }),
      ),
  ],
  [
    'ext-exit-error-while-running',
    (api) => busy(api).then((id) => api.report('exit/error', { ...identified(id), ...type })),
  ],
  [
    'ext-exit-error-while-ready',
    async (api) => {
      const id = await api.join('i')
      void api.next(id)
      await api.until('i', 'Ready')
      return api.report('exit/error', { ...identified(id), ...type })
    },
  ],
  [
    'ext-external-exit-error-in-init',
    (api) =>
      api
        .join('a', '["SHUTDOWN"]')
        .then((id) => api.report('exit/error', { ...identified(id), ...type })),
    'a',
  ],
]

test.each(named(accepted))('$id', async ({ row: [, act, external] }) => {
  await using api = await open(external)

  const answer = await act(api)

  expect(answer.status).toBe(202)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(JSON.parse(answer.text)).toEqual({ status: 'OK' })
})

test('ext-exit-error-does-not-end-invocation', async () => {
  await using api = await world()
  const polled = api.next(await api.join('i'))
  await api.until('i', 'Ready')
  const barrier = api.registry.invoke(invokeEvent('r1'))
  await polled
  const [{ id = '' } = {}] = api.registry.extensions

  const answer = await api.report('exit/error', { ...identified(id), ...type })

  expect(answer.status).toBe(202)
  expect(barrier.waitingFor).toEqual(['i'])
})
