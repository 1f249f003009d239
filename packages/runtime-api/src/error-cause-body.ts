import * as z from 'zod'

/** The content type that asks the platform to strip an error's cause. Compared exactly. */
export const errorCauseType = 'application/vnd.aws.lambda.error.cause+json'

const ErrorWithCause = z.object({
  errorMessage: z.string().nullish(),
  errorType: z.string().nullish(),
  stackTrace: z.array(z.string()).nullish(),
})

/**
 * What the caller sees of an error that was sent with its cause: message, type and stack trace only.
 *
 * A body that cannot be read becomes the JSON string `"Invalid error body"`, as `application/octet-stream`.
 * Core: `handler/mime_type_error_cause_json.go`.
 */
export function stripErrorCause(body: Buffer): { body: Buffer; contentType: string } {
  const parsed = ErrorWithCause.safeParse(parseJson(body))
  if (!parsed.success) {
    return { body: Buffer.from('"Invalid error body"'), contentType: 'application/octet-stream' }
  }
  const { errorMessage, errorType, stackTrace } = parsed.data
  const stripped = {
    errorMessage: errorMessage ?? '',
    errorType: errorType ?? '',
    ...(stackTrace?.length ? { stackTrace } : {}),
  }
  return { body: Buffer.from(JSON.stringify(stripped)), contentType: 'application/json' }
}

/** `undefined` for what is not JSON, which no JSON text parses to. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}
