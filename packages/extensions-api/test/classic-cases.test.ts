import { expect, test } from '@jest/globals'
import type { Answer } from './client.ts'
import { arn, invokeEvent, world } from './world.ts'

/*
 * What was measured on the emulator core, case by case: the extension speaks for itself, and the registry
 * stands for the environment. An invocation is an INVOKE event, a runtime that is ready closes registration.
 */

type World = Awaited<ReturnType<typeof world>>
type Act = (api: World) => Promise<Answer>

const nobody = '11111111-1111-1111-1111-111111111111'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const i = { 'Lambda-Extension-Name': 'i' }
const a = { 'Lambda-Extension-Name': 'a' }
const identified = (id: string) => ({ 'Lambda-Extension-Identifier': id })
const type = { 'Lambda-Extension-Function-Error-Type': 'E.x' }
const invoke = '{"events": ["INVOKE"]}'

/** Joins, polls, and is handed the event of an invocation. */
async function busy(api: World, name = 'i'): Promise<string> {
  const id = await api.join(name)
  const polled = api.next(id)
  await api.until(name, 'Ready')
  api.registry.invoke(invokeEvent('r1'))
  await polled
  return id
}

async function ten(api: World): Promise<void> {
  for (let n = 0; n < 10; n += 1) await api.join(`i${n}`, '[]')
}

async function reported(api: World, path: 'init/error' | 'exit/error'): Promise<string> {
  const id = await api.join('i')
  const answer = await api.report(path, { ...identified(id), ...type })
  expect(answer.status).toBe(202)
  return id
}

const registerCases: readonly [id: string, act: Act, external?: string][] = [
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

test.each(registerCases)('%s', async (_, act, external) => {
  await using api = await world(external === undefined ? [] : [external])

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

const noName: [string, string] = ['Extension.InvalidExtensionName', 'Empty extension name']
const noShutdown: [string, string] = [
  'Extension.InvalidEventType',
  'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
]
const full: [string, string] = ['Extension.TooManyExtensions', 'Extension limit (10) reached']
const noId: [string, string] = [
  'Extension.MissingExtensionIdentifier',
  'Missing Lambda-Extension-Identifier header',
]
const badId: [string, string] = [
  'Extension.InvalidExtensionIdentifier',
  'Invalid Lambda-Extension-Identifier',
]
const unknown: [string, string] = [
  'Extension.UnknownExtensionIdentifier',
  `Unknown extension ${nobody}`,
]
const noType: [string, string] = [
  'Extension.MissingHeader',
  'Lambda-Extension-Function-Error-Type not found',
]
const moved = (from: string, to: string, who = '{id}'): [string, string] => [
  'Extension.InvalidExtensionState',
  `State transition from ${from} to ${to} failed for extension ${who}. Error: State transition is not allowed`,
]

/** `{id}` in a message stands for the id that the extension got. */
const refusedCases: readonly [
  id: string,
  refusal: readonly [errorType: string, errorMessage: string],
  act: Act,
  external?: string,
][] = [
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
  ['event-next-missing-id', noId, (api) => api.poll({})],
  ['event-next-malformed-id', badId, (api) => api.poll(identified('not-a-uuid'))],
  ['event-next-unknown-id', unknown, (api) => api.poll(identified(nobody))],
  [
    'event-next-lower-case-header',
    unknown,
    (api) => api.poll({ 'lambda-extension-identifier': nobody }),
  ],
  [
    'event-next-external-not-registered-is-unknown',
    unknown,
    (api) => api.poll(identified(nobody)),
    'a',
  ],
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

test.each(refusedCases)('%s', async (_, [errorType, errorMessage], act, external) => {
  await using api = await world(external === undefined ? [] : [external])

  const answer = await act(api)

  const id = api.registry.extensions.at(-1)?.id ?? ''
  expect(answer.status).toBe(403)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(JSON.parse(answer.text)).toEqual({
    errorMessage: errorMessage.replace('{id}', id),
    errorType,
  })
})

const acceptedCases: readonly [id: string, act: Act, external?: string][] = [
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

test.each(acceptedCases)('%s', async (_, act, external) => {
  await using api = await world(external === undefined ? [] : [external])

  const answer = await act(api)

  expect(answer.status).toBe(202)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(JSON.parse(answer.text)).toEqual({ status: 'OK' })
})

/** The poll that must block; whoever is blocked is handed the event of the next invocation. */
const blockingCases: readonly [id: string, poll: (api: World) => Promise<Promise<Answer>[]>][] = [
  ['event-next-blocks-in-init', async (api) => [api.next(await api.join('i'))]],
  ['event-next-no-redelivery', async (api) => [api.next(await busy(api))]],
  [
    'event-next-id-without-dashes',
    async (api) => [api.next((await api.join('i')).replaceAll('-', ''))],
  ],
  ['event-next-urn-id', async (api) => [api.next(`urn:uuid:${await api.join('i')}`)]],
  ['event-next-braced-id', async (api) => [api.next(`{${await api.join('i')}}`)]],
]

test.each(blockingCases)('%s', async (_, poll) => {
  await using api = await world()

  const [polled] = await poll(api)
  await api.until('i', 'Ready')
  api.registry.invoke(invokeEvent('the next one'))

  const answer = await polled
  expect(JSON.parse(answer?.text ?? '')).toMatchObject({ requestId: 'the next one' })
})

test('event-next-invoke-event', async () => {
  await using api = await world()
  const polled = api.next(await api.join('i'))
  await api.until('i', 'Ready')

  api.registry.invoke(invokeEvent('r1'))

  const answer = await polled
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('lambda-extension-event-identifier')).toMatch(uuid)
  expect(JSON.parse(answer.text)).toEqual({
    eventType: 'INVOKE',
    deadlineMs: 1_767_225_603_000,
    requestId: 'r1',
    invokedFunctionArn: arn,
  })
})

test('event-next-tracing-present', async () => {
  await using api = await world()
  const polled = api.next(await api.join('i'))
  await api.until('i', 'Ready')
  const value = 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1'

  api.registry.invoke({ ...invokeEvent('r1'), tracing: { type: 'X-Amzn-Trace-Id', value } })

  const answer = await polled
  expect(JSON.parse(answer.text)).toEqual({
    ...invokeEvent('r1'),
    tracing: { type: 'X-Amzn-Trace-Id', value },
  })
})

test('event-next-second-invocation', async () => {
  await using api = await world()
  const polled = api.next(await busy(api))
  await api.until('i', 'Ready')

  api.registry.invoke(invokeEvent('r2'))

  const answer = await polled
  expect(JSON.parse(answer.text)).toEqual(invokeEvent('r2'))
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
