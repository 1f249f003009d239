import { RefusalError } from '@sim/protocol'
import * as z from 'zod'
import { JsonSyntax } from './json-syntax.ts'
import { refusals } from './refusals.ts'

const Names = z.array(z.string().nullable()).nullish()

/**
 * What an extension may send to register.
 *
 * The platform takes a missing list, `null` and `[]` alike, also `null` instead of the whole object; keys
 * in any letter case; `null` in a list as the empty name; and any other key. Captured.
 */
export const RegisterRequest = z.looseObject({ events: Names, configurationKeys: Names }).nullable()
export type RegisterRequest = z.infer<typeof RegisterRequest>

/** The events that a body asks for, as sent. Refuses what is no `RegisterRequest`. */
export function requestedEvents(body: Buffer): string[] {
  const request = parseRequest(decode(body))
  const { events, configurationKeys } = request ?? {}
  if (configurationKeys?.length) throw new RefusalError(refusals.configurationKeys)
  return events?.map((event) => event ?? '') ?? []
}

function decode(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return refuseSyntax(body)
  }
}

function refuseSyntax(body: Buffer): never {
  try {
    return new JsonSyntax(body).judge()
  } catch (cause) {
    throw new RefusalError(refusals.invalidFormat((cause as Error).message), { cause })
  }
}

/** The keys that the platform reads, and what its decoder calls them and the type of their lists. */
const fields = {
  events: { path: '.RegisterRequest.events', type: 'core.Event' },
  configurationKeys: { path: '.configurationKeys', type: 'string' },
} as const
const wholeType =
  'struct { handler.RegisterRequest; ConfigurationKeys []string "json:\\"configurationKeys\\"" }'

function parseRequest(json: unknown): RegisterRequest {
  const folded = foldKeys(json)
  const result = RegisterRequest.safeParse(folded)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path ?? []
  throw new RefusalError(refusals.invalidFormat(mistyped(folded, path)), { cause: result.error })
}

function foldKeys(json: unknown): unknown {
  if (goKind(json) !== 'object') return json
  const names = Object.keys(fields)
  return Object.fromEntries(
    Object.entries(json as object).map(([key, value]) => [
      names.find((name) => name.toLowerCase() === key.toLowerCase()) ?? key,
      value,
    ]),
  )
}

/** What the platform's decoder says of a value of the wrong type. Measured with Go 1.26. */
function mistyped(json: unknown, path: readonly PropertyKey[]): string {
  const [key, index] = path
  const found = path.reduce((value, step) => (value as Record<PropertyKey, unknown>)[step], json)
  if (key === undefined) {
    return `json: cannot unmarshal ${goKind(found)} into Go value of type ${wholeType}`
  }
  const field = fields[key as keyof typeof fields]
  const type = index === undefined ? `[]${field.type}` : field.type
  return `json: cannot unmarshal ${goKind(found)} into Go struct field ${field.path} of type ${type}`
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (value === null) return 'null'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
