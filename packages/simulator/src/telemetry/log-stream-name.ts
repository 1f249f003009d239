import { randomBytes } from 'node:crypto'

/** `2026/01/31/[$LATEST]` and 32 hex digits, as the service names a stream of an environment. Captured. */
export function logStreamName(nowMs: number, functionVersion: string): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${day}/[${functionVersion}]${randomBytes(16).toString('hex')}`
}
