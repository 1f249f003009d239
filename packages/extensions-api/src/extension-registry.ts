import { Cell, SimulatorError, waitFor, type WaitLimits, type Watchable } from '@sim/core'
import { HangUpError, RefusalError, type Refusal } from '@sim/protocol'
import type { RegisterResponse } from './register-response.ts'
import { wireEvent, type InvokeEvent, type NextEvent, type ShutdownEvent } from './events.ts'
import type { Extension } from './extension.ts'
import type {
  ExtensionInfo,
  ExtensionRegistryEvent,
  FirstError,
} from './extension-registry-event.ts'
import { ExtensionRoster } from './extension-roster.ts'
import { extensionRules, type ExtensionsProfile } from './extension-rules.ts'
import { InvokeBarriers, type InvokeBarrier } from './invoke-barriers.ts'
import { Outbox } from './outbox.ts'
import { refusals } from './refusals.ts'
import type { ExtensionsApiService, Registration } from './service.ts'

/** What the extensions are told of their function, and who hears of them. */
export interface ExtensionRegistryOptions {
  readonly functionName: string
  /** Default `$LATEST`. */
  readonly functionVersion?: string | undefined
  /** Default: the empty string. */
  readonly handler?: string | undefined
  /** Told to the extensions that ask for it. Default: not known, and not told. */
  readonly accountId?: string | undefined
  /** Whose rules hold. Default `classic`. */
  readonly profile?: ExtensionsProfile | undefined
  /** Hears of each event, in the turn in which it happens. */
  readonly onEvent?: ((event: ExtensionRegistryEvent) => void) | undefined
}

const quiet = () => undefined

/**
 * The extensions of one generation of an execution environment, ready to be served by `extensionsApi`.
 *
 * Whoever owns the environment says what was launched and what has ended, hands out the events, and waits
 * for the extensions. A new generation is a new registry. All bookkeeping is synchronous: a wait judges the
 * present and every later change, and no wake-up is lost.
 */
export class ExtensionRegistry implements ExtensionsApiService {
  readonly #options: ExtensionRegistryOptions
  readonly #outbox = new Outbox<ExtensionRegistryEvent>()
  readonly #changes = new Cell(0)
  readonly #roster: ExtensionRoster
  readonly #barriers = new InvokeBarriers()
  #phase: 'serving' | 'shut-down' = 'serving'
  #closed: Error | undefined
  #firstError: FirstError | undefined

  constructor(options: ExtensionRegistryOptions) {
    this.#options = options
    const rules = extensionRules[options.profile ?? 'classic']
    this.#roster = new ExtensionRoster(rules, (happened) => this.#tell(happened))
    if (options.onEvent !== undefined) this.#outbox.subscribe(options.onEvent)
  }

  /** All of them: external ones first, then internal ones, in the order of launch and of registration. */
  get extensions(): readonly ExtensionInfo[] {
    return this.#roster.all.map((extension) => extension.info)
  }

  /**
   * The first of all `init/error` and `exit/error`.
   *
   * If a process ends later, it is this that names the failure. Core: "first fatal error".
   */
  get firstError(): FirstError | undefined {
    return this.#firstError
  }

  /**
   * An external extension is launched. Until then, its name is that of an internal one: say it before its
   * process starts.
   *
   * `name` is the base name of its file, suffix included. There is no limit here: the owner refuses to launch
   * more than `maxExtensions`. Throws `ERR_EXTENSION_NAME_TAKEN`, and `ERR_GENERATION_OVER` after `shutdown` and
   * `close`.
   */
  expect(name: string): void {
    this.#refuseIfOver('launched')
    this.#roster.expect(name)
  }

  /**
   * Its process could not be started. `errorType`: `PermissionDenied`, `TooManyExtensions` or `UnknownError`.
   *
   * Throws `ERR_UNKNOWN_EXTENSION` for a name that was not expected, and `ERR_ILLEGAL_TRANSITION` for one that
   * registered or ended.
   */
  markLaunchFailed(name: string, errorType: string): void {
    this.#roster.externalByName(name).launchFailed(errorType)
  }

  /**
   * Its process has ended, at whatever time. `clean`: with exit status 0.
   *
   * Throws `ERR_UNKNOWN_EXTENSION` for a name that was not expected (internal extensions have no process), and
   * `ERR_ILLEGAL_TRANSITION` for one that was never there or has ended already.
   */
  markExited(name: string, clean: boolean): void {
    this.#roster.externalByName(name).exited(clean)
  }

  /** The runtime is ready: from now on internal extensions come too late, external ones do not. Captured. */
  closeRegistration(): void {
    this.#roster.closeRegistration()
  }

  /**
   * Resolves when every external extension that was launched has registered, at once if there is none.
   *
   * Lasts until `close` unless limits are given; rejects with its reason.
   */
  registered(limits?: WaitLimits): Promise<void> {
    return this.#wait('every external extension to register', limits, () =>
      this.#roster.external.every((extension) => extension.id !== undefined),
    )
  }

  /**
   * Resolves when every extension, whatever it subscribed to, has asked for its next event once.
   *
   * One that was launched and has not registered is waited for, too. Lasts until `close` unless limits are
   * given; rejects with its reason.
   */
  ready(limits?: WaitLimits): Promise<void> {
    return this.#wait('every extension to ask for its next event', limits, () =>
      this.#roster.all.every((extension) => extension.hasPolled),
    )
  }

  /**
   * Hands INVOKE to everyone who subscribed to it until now, external ones first.
   *
   * An extension that does not poll gets it at its next poll. After `shutdown` no barrier of an event that
   * was not handed out opens any more. Throws `ERR_INVALID_EVENT` if someone is to get it, and `ERR_GENERATION_OVER` after `shutdown`
   * and `close`.
   */
  invoke(event: InvokeEvent): InvokeBarrier {
    this.#refuseIfOver('invoked')
    const subscribers = this.#roster.all.filter((extension) => extension.subscribes('INVOKE'))
    return this.#barriers.add(subscribers.length > 0 ? wireEvent(event) : event, subscribers)
  }

  /**
   * Hands SHUTDOWN to the external extensions that subscribed to it, now or at their next poll.
   *
   * Returns their names. What else was waiting is withdrawn, and every further poll blocks for ever, as the
   * platform has it: whoever is left is killed. A second call reaches nobody. Throws `ERR_INVALID_EVENT`.
   */
  shutdown(event: ShutdownEvent): readonly string[] {
    const sent = wireEvent(event)
    if (this.#closed !== undefined || this.#phase === 'shut-down') return []
    this.#phase = 'shut-down'
    this.closeRegistration()
    for (const extension of this.#roster.all) extension.withdraw()
    const subscribers = this.#roster.external.filter((one) => one.subscribes('SHUTDOWN'))
    const reachable = subscribers.filter((extension) => extension.canPoll)
    for (const extension of subscribers) extension.deliver({ event: sent, handled: quiet })
    return reachable.map((extension) => extension.name)
  }

  /** The generation is over. Waits reject with the reason, polls hang up, ids are unknown. */
  close(reason: Error): void {
    if (this.#closed !== undefined) return
    this.#closed = reason
    for (const extension of this.#roster.all) extension.hangUp(reason.message)
    this.#barriers.cancel(reason)
    this.#changes.set(this.#changes.current + 1)
  }

  /** See `ExtensionsApiService`. */
  register(call: Registration): { extensionId: string; response: RegisterResponse } {
    if (this.#closed !== undefined) throw new HangUpError(this.#closed.message)
    const extensionId = this.#roster.register(call.name, call.events)
    const { functionName, functionVersion = '$LATEST', handler = '', accountId } = this.#options
    const isTold = call.features.includes('accountId') && accountId
    return {
      extensionId,
      response: { ...(isTold ? { accountId } : {}), functionName, functionVersion, handler },
    }
  }

  /** See `ExtensionsApiService`. */
  async next(extensionId: string, signal: AbortSignal): Promise<NextEvent> {
    return this.#identify(extensionId, refusals.unknownExtension(extensionId)).next(signal)
  }

  /** See `ExtensionsApiService`. */
  initError(extensionId: string, errorType: string): void {
    this.#identify(extensionId, refusals.unknownIdentifier).report('initError', errorType)
  }

  /** See `ExtensionsApiService`. */
  exitError(extensionId: string, errorType: string): void {
    this.#identify(extensionId, refusals.unknownIdentifier).report('exitError', errorType)
  }

  #identify(extensionId: string, unknown: Refusal): Extension {
    const extension = this.#closed === undefined ? this.#roster.byId(extensionId) : undefined
    if (extension === undefined) throw new RefusalError(unknown)
    return extension
  }

  #tell(happened: readonly ExtensionRegistryEvent[]): void {
    for (const one of happened) {
      if (one.type !== 'error-reported') continue
      const { errorType, reported } = one
      this.#firstError ??= { name: one.extension.name, errorType, reported }
    }
    this.#changes.set(this.#changes.current + 1)
    this.#outbox.put(happened)
  }

  #wait(what: string, limits: WaitLimits = {}, isDone: () => boolean): Promise<void> {
    const isDoneUnlessClosed = () => {
      if (this.#closed !== undefined) throw this.#closed
      return isDone()
    }
    const changes: Watchable<readonly ExtensionInfo[]> = {
      current: this.extensions,
      subscribe: (listener) => this.#changes.subscribe(() => listener(this.extensions)),
    }
    const { timeoutMs = Infinity, signal } = limits
    const wait = waitFor(changes, isDoneUnlessClosed, { what, timeoutMs, signal, describe })
    const done = wait.then(quiet)
    // It may be closed while nobody waits.
    done.catch(quiet)
    return done
  }

  #refuseIfOver(wanted: string): void {
    if (this.#closed === undefined && this.#phase === 'serving') return
    const found = this.#closed === undefined ? 'it was shut down' : 'it is closed'
    throw new SimulatorError(
      'ERR_GENERATION_OVER',
      `nothing can be ${wanted} in this generation: ${found}`,
      { cause: this.#closed },
    )
  }
}

function describe(extensions: readonly ExtensionInfo[]): string {
  return extensions.map(({ name, state }) => `${name} ${state}`).join(', ') || 'no extension'
}
