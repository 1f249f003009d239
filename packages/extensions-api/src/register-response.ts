import * as z from 'zod'

/** What an extension learns about the function that it runs beside. Keys are sent in this order. */
export const RegisterResponse = z.strictObject({
  /** Only for those who asked for the feature, and only where it is known. */
  accountId: z.string().optional(),
  functionName: z.string(),
  functionVersion: z.string(),
  handler: z.string(),
})
export type RegisterResponse = z.infer<typeof RegisterResponse>
