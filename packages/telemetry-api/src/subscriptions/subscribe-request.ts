import * as z from 'zod'
import { TelemetryCategory } from '../events/category.ts'
import type { DestinationPolicy } from './destination.ts'
import { found } from './found.ts'
import { parseHttpDestination, parseTcpDestination } from './parse-destination.ts'
import { SchemaVersion } from '../events/schema-version.ts'

/** A problem with a value, in words: what it should be, and what it is. */
export const should =
  (wanted: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    `${wanted}${found(input)}`

const bounded = (name: string, least: number, most: number) => {
  const error = should(`buffering.${name} should be an integer from ${least} to ${most}`)
  return z.int({ error }).min(least, { error }).max(most, { error }).optional()
}

/** When a batch is complete. Every member has its own default. Documented, bounds inclusive. */
export const Buffering = z.looseObject(
  {
    /** Events; default 10 000. */
    maxItems: bounded('maxItems', 1_000, 10_000),
    /** Bytes of the events' JSON; default 262 144. */
    maxBytes: bounded('maxBytes', 262_144, 1_048_576),
    /** Milliseconds after a batch's first event; default 1000. */
    timeoutMs: bounded('timeoutMs', 25, 30_000),
  },
  { error: should('buffering should be an object') },
)

/** The categories that an extension asks for: at least one. */
export const Types = z
  .array(
    z.enum(TelemetryCategory.options, {
      error: should(`types should only have ${TelemetryCategory.options.join(', ')}`),
    }),
    { error: should('types should be a list') },
  )
  .min(1, 'types should not be empty')

/** A destination for HTTP whose URI is judged as the policy has it. */
export const HttpDestinationRequest = (policy: DestinationPolicy) =>
  z.looseObject({
    protocol: z.literal('HTTP'),
    URI: z
      .string({ error: should('destination.URI should be a string') })
      .check(({ value, issues }) => {
        const destination = parseHttpDestination(value, policy)
        if ('protocol' in destination) return
        for (const message of destination) issues.push({ code: 'custom', input: value, message })
      }),
  })

/** A destination for TCP: a port, or a URI that has one. */
export const TcpDestinationRequest = (policy: DestinationPolicy) =>
  z
    .looseObject({
      protocol: z.literal('TCP'),
      port: z.unknown().optional(),
      URI: z.unknown().optional(),
    })
    .check(({ value, issues }) => {
      const destination = parseTcpDestination(value, policy)
      if ('protocol' in destination) return
      for (const message of destination) issues.push({ code: 'custom', input: value, message })
    })

/** What is wrong with a destination that is neither of the two. */
export function destinationProblem({ input }: { readonly input?: unknown }): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return `destination should be an object${found(input)}`
  }
  const { protocol } = input as { readonly protocol?: unknown }
  return `destination.protocol should be HTTP or TCP${found(protocol)}`
}

/**
 * The schema of a subscription for hosts as the policy allows them.
 *
 * Members that it does not know are let through at every level: real clients send some. Each
 * problem's message says what it is about, so that all of them can be joined into one.
 */
export const subscribeRequestFor = (policy: DestinationPolicy) =>
  z.looseObject(
    {
      schemaVersion: z.enum(SchemaVersion.options, {
        error: should(`schemaVersion should be one of ${SchemaVersion.options.join(', ')}`),
      }),
      destination: z.discriminatedUnion(
        'protocol',
        [HttpDestinationRequest(policy), TcpDestinationRequest(policy)],
        { error: destinationProblem },
      ),
      types: Types,
      buffering: Buffering.optional(),
    },
    { error: should('the request should be a JSON object') },
  )

/** What an extension sends to subscribe; this one knows only the platform's own host names. */
export const SubscribeRequest = subscribeRequestFor('strict')
export type SubscribeRequest = z.infer<typeof SubscribeRequest>
