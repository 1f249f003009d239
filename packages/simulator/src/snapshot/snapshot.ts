import { systemClock } from '@sim/core'
import type { RuntimeCredentials } from '@sim/runtime-api'
import { randomBytes } from 'node:crypto'
import type { FatalError } from '../environment/fatal-error.ts'
import { logStreamName } from '../telemetry/log-stream-name.ts'
import { simulatedSessionToken, type Settings } from '../options.ts'

/** How long credentials hold, in milliseconds. Chosen. */
const validityMs = 12 * 60 * 60 * 1000

/**
 * What belongs to an environment that is restored from a snapshot, and must not be the same before and after: the log stream,
 * and credentials. Core: `rapid/handlers.go`, handleRestore.
 */
export class Snapshot {
  /** Somebody wants it restored, also without an invocation. */
  isWanted = false
  /** Why it could not be restored, if it was tried. */
  failure: FatalError | undefined
  readonly #settings: Settings
  #logStreamName: string
  #credentials: RuntimeCredentials

  /** `undefined` for an environment that is not initialised for a snapshot. */
  static of(settings: Settings): Snapshot | undefined {
    return settings.initializationType === 'snap-start' ? new Snapshot(settings) : undefined
  }

  private constructor(settings: Settings) {
    this.#settings = settings
    this.#logStreamName = newLogStreamName(settings)
    this.#credentials = newCredentials(settings)
  }

  /** The one of the moment. One that the user named stays. */
  get logStreamName(): string {
    return this.#logStreamName
  }

  /** Those of the moment. Those that the user gave stay, and only expire later. */
  get credentials(): RuntimeCredentials {
    return this.#credentials
  }

  /** What is restored is somebody else. */
  renew(): void {
    this.#logStreamName = newLogStreamName(this.#settings)
    this.#credentials = newCredentials(this.#settings)
  }
}

// Whoever reads the day and the expiration lives in the machine's time.
function newLogStreamName(settings: Settings): string {
  return settings.logStreamName ?? logStreamName(systemClock.now(), settings.functionVersion)
}

function newCredentials({ credentials }: Settings): RuntimeCredentials {
  const expiration = new Date(systemClock.now() + validityMs)
  const { sessionToken = '', ...keys } = credentials
  if (sessionToken !== simulatedSessionToken) return { ...keys, sessionToken, expiration }
  return {
    accessKeyId: `ASIASIMULATED${randomBytes(4).toString('hex').slice(1).toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: `${simulatedSessionToken}-${randomBytes(16).toString('hex')}`,
    expiration,
  }
}
