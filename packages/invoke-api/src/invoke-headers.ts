import * as z from 'zod'

/** `X-Amz-Invocation-Type`: wait for the answer, take the event and go on, or only check. */
export const InvocationType = z.enum(['RequestResponse', 'Event', 'DryRun'])
export type InvocationType = z.infer<typeof InvocationType>

/** `X-Amz-Invocation-Type` of a call that streams: an event cannot. Documented: API_InvokeWithResponseStream. */
export const ResponseStreamingInvocationType = InvocationType.exclude(['Event'])
export type ResponseStreamingInvocationType = z.infer<typeof ResponseStreamingInvocationType>

/** `X-Amz-Log-Type`: whether the answer carries the end of the log. */
export const LogType = z.enum(['None', 'Tail'])
export type LogType = z.infer<typeof LogType>

/** What an answer to a synchronous call says beside its body. */
export const InvokeResponseHeaders = z.strictObject({
  'X-Amzn-RequestId': z.uuid(),
  'X-Amz-Executed-Version': z.string(),
  'X-Amz-Function-Error': z.string().optional(),
  /** Base64. */
  'X-Amz-Log-Result': z.string().optional(),
})
export type InvokeResponseHeaders = z.infer<typeof InvokeResponseHeaders>
