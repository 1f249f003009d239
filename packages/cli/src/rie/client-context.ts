const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * What `X-Amz-Client-Context` stands for: `''` without the header, `undefined` if it is not base64 in the standard
 * alphabet, with padding. Core: `rie/handlers.go`.
 */
export function clientContext(header: string): string | undefined {
  return base64.test(header) ? Buffer.from(header, 'base64').toString('utf8') : undefined
}
