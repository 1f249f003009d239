import { RefusalError } from '@sim/protocol'
import * as z from 'zod'
import type { DestinationPolicy } from '../subscriptions/destination.ts'
import { destinationOf } from '../subscriptions/parse-destination.ts'
import { refusals } from '../refusals.ts'
import {
  destinationProblem,
  should,
  subscribeRequestFor,
} from '../subscriptions/subscribe-request.ts'
import type { SubscribeRequest } from '../subscriptions/subscribe-request.ts'

const Http = z.looseObject({
  protocol: z.literal('HTTP'),
  URI: z.string({ error: should('destination.URI should be a string') }),
})

const error = should('destination.port should be an integer from 1 to 65535')
const Tcp = z.looseObject({
  protocol: z.literal('TCP'),
  port: z.int({ error }).min(1, { error }).max(65_535, { error }),
})

/** What an extension on a managed instance may send. Of the schemas it knows the newest only. Documented. */
const ManagedRequest = subscribeRequestFor('strict').extend({
  schemaVersion: z.literal('2025-01-29', { error: should('schemaVersion should be 2025-01-29') }),
  destination: z.discriminatedUnion('protocol', [Http, Tcp], { error: destinationProblem }),
})

/**
 * Judges a request as a managed instance does: JSON, then the schema, then the destination. Throws a `RefusalError`, which
 * says at which of them it stopped. Core: `subscription_api.go` of the emulator for managed instances.
 */
export function judgeRequest(text: string, policy: DestinationPolicy): SubscribeRequest {
  const { success, data, error: problems } = ManagedRequest.safeParse(parseJson(text))
  if (!success)
    refuse(
      'schema validation error',
      problems.issues.map(({ message }) => message),
    )
  const destination = destinationOf(data.destination, 'telemetry', policy)
  if (!('protocol' in destination)) refuse('Invalid destination', destination)
  return data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    return refuse('failed to parse JSON', [(cause as Error).message])
  }
}

function refuse(stage: string, problems: readonly string[]): never {
  const { errorMessage, ...row } = refusals.validation(problems)
  throw new RefusalError({ ...row, errorMessage: `${stage}: ${errorMessage}` })
}
