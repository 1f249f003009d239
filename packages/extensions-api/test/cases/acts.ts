import { expect } from '@jest/globals'
import type { Answer } from '../client.ts'
import { invokeEvent, world } from '../world.ts'

/*
 * What was measured on the emulator core, case by case: the extension speaks for itself, and the registry
 * stands for the environment. An invocation is an INVOKE event, a runtime that is ready closes registration.
 */

export type World = Awaited<ReturnType<typeof world>>
export type Act = (api: World) => Promise<Answer>

export const nobody = '11111111-1111-1111-1111-111111111111'
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
export const i = { 'Lambda-Extension-Name': 'i' }
export const a = { 'Lambda-Extension-Name': 'a' }
export const identified = (id: string) => ({ 'Lambda-Extension-Identifier': id })
export const type = { 'Lambda-Extension-Function-Error-Type': 'E.x' }
export const invoke = '{"events": ["INVOKE"]}'

/** Joins, polls, and is handed the event of an invocation. */
export async function busy(api: World, name = 'i'): Promise<string> {
  const id = await api.join(name)
  const polled = api.next(id)
  await api.until(name, 'Ready')
  api.registry.invoke(invokeEvent('r1'))
  await polled
  return id
}

/** A case: its id, what is done in it, and the external extension that was launched before. */
export type Case = readonly [id: string, act: Act, external?: string]

/** What a refusal says; `{id}` in a message stands for the id that the extension got. */
export type Said = readonly [errorType: string, errorMessage: string]
export type RefusedCase = readonly [id: string, said: Said, act: Act, external?: string]

// Rows of different lengths: `test.each` would take a missing value for a callback.
export const named = <R extends readonly [string, ...unknown[]]>(rows: readonly R[]) =>
  rows.map((row) => ({ id: row[0], row }))

export const open = (external: string | undefined) =>
  world(external === undefined ? [] : [external])

/** Whether an act is refused in these words. */
export async function expectRefusal([, said, act, external]: RefusedCase): Promise<void> {
  await using api = await open(external)

  const answer = await act(api)

  const [errorType, errorMessage] = said
  const id = api.registry.extensions.at(-1)?.id ?? ''
  expect(answer.status).toBe(403)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(JSON.parse(answer.text)).toEqual({
    errorMessage: errorMessage.replace('{id}', id),
    errorType,
  })
}

export const noId: Said = [
  'Extension.MissingExtensionIdentifier',
  'Missing Lambda-Extension-Identifier header',
]
export const badId: Said = [
  'Extension.InvalidExtensionIdentifier',
  'Invalid Lambda-Extension-Identifier',
]
export const unknown: Said = ['Extension.UnknownExtensionIdentifier', `Unknown extension ${nobody}`]
export const noType: Said = [
  'Extension.MissingHeader',
  'Lambda-Extension-Function-Error-Type not found',
]
export const moved = (from: string, to: string, who = '{id}'): Said => [
  'Extension.InvalidExtensionState',
  `State transition from ${from} to ${to} failed for extension ${who}. Error: State transition is not allowed`,
]
