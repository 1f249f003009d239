import * as z from 'zod'
import { TelemetryCategory } from './category.ts'
import { parseDestination, type DestinationPolicy } from './destination.ts'
import { SchemaVersion } from './schema-version.ts'

const bounded = (name: string, least: number, most: number) => {
  const problem = `buffering.${name} should be an integer from ${least} to ${most}`
  return z.int(problem).min(least, problem).max(most, problem).optional()
}

/** When a batch is complete. Every member has its own default. Documented, bounds inclusive. */
const Buffering = z.looseObject(
  {
    /** Events; default 10 000. */
    maxItems: bounded('maxItems', 1_000, 10_000),
    /** Bytes of the events' JSON; default 262 144. */
    maxBytes: bounded('maxBytes', 262_144, 1_048_576),
    /** Milliseconds after a batch's first event; default 1000. */
    timeoutMs: bounded('timeoutMs', 25, 30_000),
  },
  'buffering should be an object',
)

const HttpDestination = (policy: DestinationPolicy) =>
  z.looseObject({
    protocol: z.literal('HTTP'),
    URI: z.string('destination.URI should be a string').check(({ value, issues }) => {
      const destination = parseDestination(value, policy)
      if (!Array.isArray(destination)) return
      for (const message of destination) issues.push({ code: 'custom', input: value, message })
    }),
  })

function destinationProblem({ input }: { input?: unknown }): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return 'destination should be an object'
  }
  const { protocol } = input as { protocol?: unknown }
  return protocol === 'TCP'
    ? 'Invalid destination: TCP is not delivered yet, only HTTP is'
    : 'destination.protocol should be HTTP'
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
      schemaVersion: z.enum(
        SchemaVersion.options,
        `schemaVersion should be one of ${SchemaVersion.options.join(', ')}`,
      ),
      destination: z.discriminatedUnion('protocol', [HttpDestination(policy)], {
        error: destinationProblem,
      }),
      types: z
        .array(
          z.enum(
            TelemetryCategory.options,
            `types should only have ${TelemetryCategory.options.join(', ')}`,
          ),
          'types should be a list',
        )
        .min(1, 'types should not be empty'),
      buffering: Buffering.optional(),
    },
    'the request should be a JSON object',
  )

/** What an extension sends to subscribe; this one knows only the platform's own host names. */
export const SubscribeRequest = subscribeRequestFor('strict')
export type SubscribeRequest = z.infer<typeof SubscribeRequest>
