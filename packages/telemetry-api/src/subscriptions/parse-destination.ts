import type {
  DeliveryMethod,
  Destination,
  DestinationPolicy,
  HttpDestination,
  TcpDestination,
} from './destination.ts'
import { found } from './found.ts'
import type { SubscriptionApi } from '../events/schema-version.ts'

const strictHosts: readonly string[] = ['sandbox.localdomain', 'sandbox']
const lenientHosts: readonly string[] = [...strictHosts, '127.0.0.1', 'localhost', '0.0.0.0', '']

/** The port of the platform's own API. Documented as reserved. */
const reservedPort = 9001

/** A destination as a request names it. */
interface NamedDestination {
  readonly protocol: 'HTTP' | 'TCP'
  readonly URI?: unknown
  readonly port?: unknown
  readonly method?: unknown
}

/** Reads the destination of a request that was judged, or says all that is wrong with it. */
export function destinationOf(
  named: NamedDestination,
  api: SubscriptionApi,
  policy: DestinationPolicy,
): Destination | readonly string[] {
  if (named.protocol === 'TCP') return parseTcpDestination(named, policy)
  const method = api === 'logs' && named.method === 'PUT' ? 'PUT' : 'POST'
  return parseHttpDestination(String(named.URI), policy, method)
}

/**
 * Reads a destination for HTTP, or says all that is wrong with it.
 *
 * A URL class does not do: it hides port 80 and refuses a URI without a host. What is said of
 * a missing port and of the host is the platform's own (documented, emulator).
 */
export function parseHttpDestination(
  uri: string,
  policy: DestinationPolicy,
  method: DeliveryMethod = 'POST',
): HttpDestination | readonly string[] {
  const parts = partsOf(uri)
  if (parts === undefined) {
    return [`destination.URI should be http://sandbox.localdomain:<port>[/<path>]${found(uri)}`]
  }
  const problems = problemsOf(parts, 'http', policy)
  if (problems.length > 0) return problems

  const { pathname, search } = new URL(`http://sandbox${parts.rest ?? ''}`)
  return {
    protocol: 'HTTP',
    host: '127.0.0.1',
    port: Number(parts.portText),
    path: pathname + search,
    authority: authorityOf(parts),
    method,
  }
}

/**
 * Reads a destination for TCP, or says all that is wrong with it.
 *
 * The port stands in a member of its own; what a URI says beside it does not count (core: the
 * schema of the emulator for managed instances). Without a port, `tcp://sandbox.localdomain:<port>`
 * will do. Chosen: the documentation asks for a URI.
 */
export function parseTcpDestination(
  { port, URI }: { readonly port?: unknown; readonly URI?: unknown },
  policy: DestinationPolicy,
): TcpDestination | readonly string[] {
  if (port === undefined && typeof URI === 'string') {
    const parts = partsOf(URI)
    if (parts === undefined) {
      return [`destination.URI should be tcp://sandbox.localdomain:<port>${found(URI)}`]
    }
    const problems = problemsOf(parts, 'tcp', policy)
    return problems.length > 0 ? problems : tcp(Number(parts.portText), authorityOf(parts))
  }
  if (!isPort(port)) return [`destination.port should be an integer from 1 to 65535${found(port)}`]
  if (port === reservedPort) return [`destination.port ${reservedPort} is reserved`]
  return tcp(port, `sandbox.localdomain:${port}`)
}

const tcp = (port: number, authority: string): TcpDestination => ({
  protocol: 'TCP',
  host: '127.0.0.1',
  port,
  authority,
})

/** Every URI has these, be they empty; what comes after `#` is left out. */
interface UriParts {
  readonly scheme: string
  readonly host: string
  readonly portText: string | undefined
  readonly rest: string | undefined
}

const uriPattern =
  /^(?<scheme>[^:/?#]*):\/\/(?<host>[^/?#]*?)(?::(?<portText>[^:\]/?#]*))?(?<rest>[/?][^#]*)?(?:#.*)?$/s

const partsOf = (uri: string) => uriPattern.exec(uri)?.groups as UriParts | undefined

const authorityOf = ({ host, portText }: UriParts) =>
  `${host === '' ? '127.0.0.1' : host}:${Number(portText)}`

function problemsOf(
  { scheme, host, portText }: UriParts,
  allowed: 'http' | 'tcp',
  policy: DestinationPolicy,
): readonly string[] {
  const isScheme = scheme.toLowerCase() === allowed
  return [
    isScheme ? undefined : `destination.URI scheme must be ${allowed}${found(scheme)}`,
    hostProblem(host, policy),
    portProblem(portText),
  ].filter((problem) => problem !== undefined)
}

function hostProblem(host: string, policy: DestinationPolicy): string | undefined {
  const hosts = policy === 'strict' ? strictHosts : lenientHosts
  if (hosts.includes(host.toLowerCase())) return undefined
  return 'destination.URI host must be sandbox.localdomain'
}

function portProblem(text = ''): string | undefined {
  if (text === '') return 'URI port is not provided'
  const port = /^\d+$/.test(text) ? Number(text) : undefined
  if (!isPort(port)) return `destination.URI port must be from 1 to 65535${found(text)}`
  return port === reservedPort ? `destination.URI port ${reservedPort} is reserved` : undefined
}

function isPort(port: unknown): port is number {
  return Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65_535
}
