import * as z from 'zod'

/** The X-Ray context of an invocation; only on invocations that are sampled. Documented. */
export const TraceContext = z.strictObject({
  spanId: z.string().optional(),
  type: z.literal('X-Amzn-Trace-Id'),
  /** `Root=…;Parent=…;Sampled=1`. */
  value: z.string(),
})
export type TraceContext = z.infer<typeof TraceContext>
