/**
 * Which hosts a subscriber may name.
 *
 * `strict`: `sandbox.localdomain` and `sandbox`, as on the platform (documented; the second is its
 * older spelling). `lenient`: also `127.0.0.1`, `localhost`, `0.0.0.0` and no host at all, which
 * extensions name when they cannot bind the platform's name. Whatever it names, it is reached on
 * the loopback address.
 */
export type DestinationPolicy = 'strict' | 'lenient'

/** Where a subscriber listens. */
export interface Destination {
  readonly protocol: 'HTTP'
  /** Always the loopback address: telemetry does not leave the machine. */
  readonly host: '127.0.0.1'
  readonly port: number
  /** Path and query. */
  readonly path: string
  /** The host and port that the subscriber named, for the `Host` header. */
  readonly authority: string
}

const strictHosts: readonly string[] = ['sandbox.localdomain', 'sandbox']
const lenientHosts: readonly string[] = [...strictHosts, '127.0.0.1', 'localhost', '0.0.0.0', '']

/** The port of the platform's own API. Documented as reserved. */
const reservedPort = 9001

/**
 * Reads a destination, or says all that is wrong with it.
 *
 * A URL class does not do: it hides port 80 and refuses a URI without a host. The texts about port
 * and host are the platform's (documented, emulator).
 */
export function parseDestination(uri: string, policy: DestinationPolicy): Destination | string[] {
  const parts = uriPattern.exec(uri)?.groups as UriParts | undefined
  if (parts === undefined) {
    return ['destination.URI should be http://sandbox.localdomain:<port>[/<path>]']
  }
  const { scheme, host, portText, rest = '' } = parts
  const problems = [
    scheme.toLowerCase() === 'http' ? undefined : 'destination.URI scheme must be http',
    hostProblem(host.toLowerCase(), policy),
    portProblem(portText),
  ].filter((problem) => problem !== undefined)
  if (problems.length > 0) return problems

  const port = Number(portText)
  const { pathname, search } = new URL(`http://sandbox${rest}`)
  return {
    protocol: 'HTTP',
    host: '127.0.0.1',
    port,
    path: pathname + search,
    authority: host === '' ? `127.0.0.1:${port}` : `${host}:${port}`,
  }
}

/** Every URI has these, be they empty; what comes after `#` is left out. */
interface UriParts {
  readonly scheme: string
  readonly host: string
  readonly portText: string | undefined
  readonly rest: string | undefined
}

const uriPattern =
  /^(?<scheme>[^:/?#]*):\/\/(?<host>[^/?#]*?)(?::(?<portText>[^:\]/?#]*))?(?<rest>[/?][^#]*)?(?:#.*)?$/s

function hostProblem(host: string, policy: DestinationPolicy): string | undefined {
  const hosts = policy === 'strict' ? strictHosts : lenientHosts
  return hosts.includes(host) ? undefined : 'destination.URI host must be sandbox.localdomain'
}

function portProblem(text = ''): string | undefined {
  if (text === '') return 'URI port is not provided'
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    return 'destination.URI port must be from 1 to 65535'
  }
  if (port === reservedPort) return `destination.URI port ${reservedPort} is reserved`
  return undefined
}
