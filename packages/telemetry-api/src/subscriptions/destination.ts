/**
 * Which hosts a subscriber may name.
 *
 * `strict`: `sandbox.localdomain` and `sandbox`, as on the platform (documented; the second is its
 * older spelling). `lenient`: also `127.0.0.1`, `localhost`, `0.0.0.0` and no host at all, which
 * extensions name when they cannot bind the platform's name. Whatever it names, it is reached on
 * the loopback address.
 */
export type DestinationPolicy = 'strict' | 'lenient'

/** How batches come over HTTP. `PUT` only through the Logs API, and where it was asked for. */
export type DeliveryMethod = 'POST' | 'PUT'

/** Where a subscriber listens for requests. */
export interface HttpDestination {
  readonly protocol: 'HTTP'
  /** Always the loopback address: telemetry does not leave the machine. */
  readonly host: '127.0.0.1'
  readonly port: number
  /** Path and query. */
  readonly path: string
  /** The host and port that the subscriber named, for the `Host` header. */
  readonly authority: string
  readonly method: DeliveryMethod
}

/** Where a subscriber listens for one connection, over which lines come. */
export interface TcpDestination {
  readonly protocol: 'TCP'
  /** Always the loopback address: telemetry does not leave the machine. */
  readonly host: '127.0.0.1'
  readonly port: number
  /** The host and port, as a subscriber over HTTP would name them. */
  readonly authority: string
}

/** Where a subscriber listens. */
export type Destination = HttpDestination | TcpDestination
