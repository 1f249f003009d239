import { randomBytes } from 'node:crypto'
import { simulatedSessionToken, type Settings } from '../options.ts'

/**
 * An entry in the environment of a generation's processes that nobody else has: everyone who descends from one inherits it.
 *
 * `authorization`: what they fetch their credentials with, if they do. Else it is their session token; one that the user gave
 * may be anybody's.
 */
export function markOf(
  { credentials }: Settings,
  authorization: string | undefined,
): string | undefined {
  if (authorization !== undefined) return `AWS_CONTAINER_AUTHORIZATION_TOKEN=${authorization}`
  if (credentials.sessionToken !== simulatedSessionToken) return undefined
  return `AWS_SESSION_TOKEN=${simulatedSessionToken}-${randomBytes(16).toString('hex')}`
}
