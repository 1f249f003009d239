import { answerText, type EndpointContext } from '@sim/protocol'
import * as z from 'zod'
import type { CredentialsApiService } from './service.ts'

/** The credentials as they are written. Core: `core/credentials.go`. */
export const CredentialsResponse = z.strictObject({
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  Token: z.string(),
  /** RFC 3339. */
  Expiration: z.iso.datetime(),
})
export type CredentialsResponse = z.infer<typeof CredentialsResponse>

const plainText = 'text/plain; charset=utf-8'

/**
 * `GET /credentials`: the token is the whole `Authorization` header, without any scheme, byte for byte.
 *
 * Core: `handler/credentials.go`, whose JSON has no type of its own, so that it is guessed to be text.
 */
export function credentialsGet(ctx: EndpointContext, service: CredentialsApiService): void {
  const found = service.credentials(ctx.get('Authorization'))
  if (found === undefined) {
    ctx.set('X-Content-Type-Options', 'nosniff')
    return answerText(ctx, 404, plainText, 'cannot get credentials for the provided token\n')
  }
  const response: CredentialsResponse = {
    AccessKeyId: found.accessKeyId,
    SecretAccessKey: found.secretAccessKey,
    Token: found.sessionToken,
    Expiration: found.expiration.toISOString(),
  }
  answerText(ctx, 200, plainText, JSON.stringify(CredentialsResponse.parse(response)))
}
