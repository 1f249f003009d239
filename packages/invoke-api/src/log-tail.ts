const maxBytes = 4 * 1024

/** `X-Amz-Log-Result`: the last 4 KB of a log, base64. Documented: API_Invoke, LogResult. */
export function logTail(log: string): string {
  return Buffer.from(log).subarray(-maxBytes).toString('base64')
}
