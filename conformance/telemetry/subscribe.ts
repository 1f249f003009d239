import { send, type HttpAnswer } from '../http/send.ts'
import { answered, bytesOf } from '../seed/payload.ts'

export const telemetryPath = '/2022-07-01/telemetry'
export const logsPath = '/2020-08-15/logs'

/** The newest schema version: records have all their members. */
export const newest = '2025-01-29'

/** In batches that are sent soon. */
export const atOnce = { timeoutMs: 25 }

/** In batches that no timer ends while a test runs. */
export const never = { timeoutMs: 30_000 }

/** Who asks, and where. */
export interface Subscriber {
  readonly id: string
}

/** Asks for telemetry in one's own words: text goes out as it is. */
export async function put(
  address: string,
  path: string,
  id: string | undefined,
  body: unknown,
): Promise<HttpAnswer> {
  const headers = id === undefined ? undefined : { 'Lambda-Extension-Identifier': id }
  return answered(send(address, { method: 'PUT', path, headers, body: bytesOf(body) }))
}

/** A request for telemetry of the newest schema version that must be taken, with what differs from it. */
export function request(uri: string, differing: object = {}): object {
  return {
    schemaVersion: newest,
    types: ['platform'],
    buffering: atOnce,
    destination: { protocol: 'HTTP', URI: uri },
    ...differing,
  }
}

/** The same for the Logs API. */
export function logsRequest(uri: string, differing: object = {}): object {
  return request(uri, { schemaVersion: '2021-03-18', ...differing })
}

/** Subscribes, to the Logs API if its path is given. Throws unless that is taken. */
export async function subscribe(
  address: string,
  { id }: Subscriber,
  body: unknown,
  path: string = telemetryPath,
): Promise<void> {
  const { status, body: answer } = await put(address, path, id, body)
  if (status !== 200) throw new Error(`wanted a subscription, found ${status}: ${answer}`)
}
