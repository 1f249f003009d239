import * as z from 'zod'
import type { DestinationPolicy } from '../subscriptions/destination.ts'
import { LogsSchemaVersion } from '../events/schema-version.ts'
import {
  Buffering,
  destinationProblem,
  HttpDestinationRequest,
  should,
  TcpDestinationRequest,
  Types,
} from '../subscriptions/subscribe-request.ts'

const Http = (policy: DestinationPolicy) =>
  HttpDestinationRequest(policy).extend({
    /** Documented with the first edition of the API. Default `POST`. */
    method: z
      .enum(['POST', 'PUT'], { error: should('destination.method should be POST or PUT') })
      .optional(),
    encoding: z
      .literal('JSON', { error: should('destination.encoding should be JSON') })
      .optional(),
  })

/**
 * The schema of a subscription through the Logs API, for hosts as the policy allows them.
 *
 * As that of the Telemetry API, but that the schema's version may be left out, and that the
 * subscriber may ask to be called by `PUT`. Documented.
 */
export const logsSubscribeRequestFor = (policy: DestinationPolicy) =>
  z.looseObject(
    {
      schemaVersion: z
        .enum(LogsSchemaVersion.options, {
          error: should(`schemaVersion should be one of ${LogsSchemaVersion.options.join(', ')}`),
        })
        .default('2020-08-15'),
      destination: z.discriminatedUnion('protocol', [Http(policy), TcpDestinationRequest(policy)], {
        error: destinationProblem,
      }),
      types: Types,
      buffering: Buffering.optional(),
    },
    { error: should('the request should be a JSON object') },
  )

/**
 * What an extension sends to subscribe through the Logs API, default of its version filled in; this
 * one knows only the platform's own host names.
 */
export const LogsSubscribeRequest = logsSubscribeRequestFor('strict')
export type LogsSubscribeRequest = z.infer<typeof LogsSubscribeRequest>
