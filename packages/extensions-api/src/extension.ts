import { transition } from '@sim/core'
import { EventSlot, type Delivery } from './event-slot.ts'
import type { ExtensionEventType, NextEvent } from './events.ts'
import type { ExtensionInfo, ExtensionRegistryEvent } from './extension-registry-event.ts'
import type { ExtensionRules } from './extension-rules.ts'
import {
  extensionTransitions,
  type ExtensionCall,
  type ExtensionKind,
  type ExtensionState,
  type ExtensionStep,
} from './extension-state.ts'
import { invalidState } from './refusals.ts'

type WithoutExtension<E> = E extends unknown ? Omit<E, 'extension'> : never
type Cause = WithoutExtension<ExtensionRegistryEvent>
type Tell = (happened: readonly ExtensionRegistryEvent[]) => void

/** One extension of one generation. */
export class Extension {
  readonly name: string
  readonly kind: ExtensionKind
  readonly #rules: ExtensionRules
  readonly #tell: Tell
  readonly #slot = new EventSlot({
    refusal: () => (this.#state === 'Ready' ? undefined : this.#concurrentChange()),
    onHanded: (event) => this.#move('hand', { type: 'handed', event }),
    onAbandoned: (event) => this.#abandoned(event),
  })
  #id: string | undefined
  #events: readonly ExtensionEventType[] = []
  #state: ExtensionState = 'Started'
  #errorType: string | undefined
  #polls = 0

  constructor(name: string, kind: ExtensionKind, rules: ExtensionRules, tell: Tell) {
    this.name = name
    this.kind = kind
    this.#rules = rules
    this.#tell = tell
  }

  /** The id of its registration; `undefined` before. */
  get id(): string | undefined {
    return this.#id
  }

  /** Whether it has ever asked for an event. */
  get hasPolled(): boolean {
    return this.#polls > 0
  }

  /** Whether it may ask for an event, now or later. */
  get canPoll(): boolean {
    const steps = extensionTransitions[this.#state]
    return steps.next !== undefined || steps.nextAgain !== undefined
  }

  get info(): ExtensionInfo {
    return {
      ...(this.#id === undefined ? {} : { id: this.#id }),
      name: this.name,
      kind: this.kind,
      state: this.#state,
      events: this.#events,
      ...(this.#errorType === undefined ? {} : { errorType: this.#errorType }),
    }
  }

  subscribes(to: ExtensionEventType): boolean {
    return this.#events.includes(to)
  }

  register(id: string, events: readonly ExtensionEventType[]): void {
    this.#refuseUnlessAllowed('register', this.name)
    this.#id = id
    this.#events = [...new Set(events)]
    this.#move('register', { type: 'registered' })
  }

  /** Asks for an event; while another poll is open, and in all other wrong states, it is refused. */
  next(signal: AbortSignal): Promise<NextEvent> {
    const isAgain = this.#state === 'Ready' && !this.#slot.isPolled
    if (!isAgain) this.#refuseUnlessAllowed('next')
    this.#polls += 1
    return this.#slot.poll(signal, () =>
      this.#move(isAgain ? 'nextAgain' : 'next', { type: 'polled' }),
    )
  }

  /** Gives it an event: at once if it waits for one, else when it asks. */
  deliver(delivery: Delivery): void {
    this.#slot.deliver(delivery)
  }

  /** What it was not handed yet, it will never be handed. */
  withdraw(): void {
    this.#slot.withdraw()
  }

  /** Its poll, and every later one, gets no answer any more. */
  hangUp(reason: string): void {
    this.#slot.hangUp(reason)
  }

  /** Only the first report of an error counts; the same call again is taken and changes nothing. */
  report(call: 'initError' | 'exitError', reported: string): void {
    this.#refuseUnlessAllowed(call)
    if (extensionTransitions[this.#state][call] === this.#state) return
    this.#errorType = reported
    const errorType = this.#rules.errorType(call, reported)
    this.#move(call, { type: 'error-reported', errorType, reported })
  }

  launchFailed(errorType: string): void {
    const launchFailed = this.#after('launchError')
    this.#errorType = errorType
    this.#enter(launchFailed)
  }

  exited(clean: boolean): void {
    this.#move(clean ? 'exited' : 'shutdownFailed')
  }

  #abandoned(event: NextEvent | undefined): boolean {
    const mayWait = event !== undefined && this.#state === 'Running'
    this.#enter(mayWait ? this.#after('handBack') : this.#state, { type: 'abandoned', event })
    return mayWait
  }

  #concurrentChange(): Error {
    return invalidState(this.#state, 'next', this.#who, this.#rules.concurrent)
  }

  #refuseUnlessAllowed(call: ExtensionCall, who = this.#who): void {
    if (extensionTransitions[this.#state][call] === undefined) {
      throw invalidState(this.#state, call, who, this.#rules.notAllowed)
    }
  }

  get #who(): string {
    return this.#id ?? this.name
  }

  #after(step: ExtensionStep): ExtensionState {
    return transition(extensionTransitions, `extension ${this.name}`, this.#state, step)
  }

  #move(step: ExtensionStep, cause?: Cause): void {
    this.#enter(this.#after(step), cause)
  }

  #enter(to: ExtensionState, cause?: Cause): void {
    const from = this.#state
    this.#state = to
    const extension = this.info
    this.#tell([
      ...(cause === undefined ? [] : [{ ...cause, extension }]),
      ...(to === from ? [] : [{ type: 'state-changed', from, to, extension } as const]),
    ])
  }
}
