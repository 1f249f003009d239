import { RefusalError } from '@sim/protocol'
import * as z from 'zod'
import { parseDestination, type DestinationPolicy } from '../destination.ts'
import { refusals } from '../refusals.ts'
import { SubscribeRequest, subscribeRequestFor } from '../subscribe-request.ts'

const Http = z.looseObject({
  protocol: z.literal('HTTP'),
  URI: z.string('destination.URI should be a string'),
})

const wrongPort = 'destination.port should be an integer from 1 to 65535'
const Tcp = z.looseObject({
  protocol: z.literal('TCP'),
  port: z.int(wrongPort).min(1, wrongPort).max(65_535, wrongPort),
})

/** What an extension on a managed instance may send. Of the schemas it knows the newest only. Documented. */
const ManagedRequest = subscribeRequestFor('strict').extend({
  schemaVersion: z.literal('2025-01-29', 'schemaVersion should be 2025-01-29'),
  destination: z.discriminatedUnion('protocol', [Http, Tcp], {
    error: ({ input }) =>
      typeof input === 'object' && input !== null && !Array.isArray(input)
        ? 'destination.protocol should be HTTP or TCP'
        : 'destination should be an object',
  }),
})

/** A request that was judged, but for its TCP port: whether somebody listens there. */
export type JudgedRequest =
  | { readonly kind: 'http'; readonly request: SubscribeRequest }
  | { readonly kind: 'tcp'; readonly port: number }

/**
 * Judges a request as a managed instance does: JSON, then the schema, then the destination. Throws a `RefusalError`, which
 * says at which of them it stopped. Core: `subscription_api.go` of the emulator for managed instances.
 */
export function judgeRequest(text: string, policy: DestinationPolicy): JudgedRequest {
  const { success, data, error } = ManagedRequest.safeParse(parseJson(text))
  if (!success) refuse('schema validation error', ...error.issues.map(({ message }) => message))
  if (data.destination.protocol === 'TCP') return { kind: 'tcp', port: data.destination.port }
  const { URI } = data.destination
  const destination = parseDestination(URI, policy)
  if (Array.isArray(destination)) refuse('Invalid destination', ...destination)
  return { kind: 'http', request: { ...data, destination: { protocol: 'HTTP', URI } } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    return refuse('failed to parse JSON', (error as Error).message)
  }
}

/** Throws a refusal for what is wrong. */
export function refuse(stage: string, ...problems: readonly string[]): never {
  const { errorMessage, ...row } = refusals.validation(problems)
  throw new RefusalError({ ...row, errorMessage: `${stage}: ${errorMessage}` })
}
