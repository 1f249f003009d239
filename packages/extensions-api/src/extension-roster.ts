import { SimulatorError } from '@sim/core'
import { RefusalError } from '@sim/protocol'
import { randomUUID } from 'node:crypto'
import { checkEvents } from './check-events.ts'
import { Extension } from './extension.ts'
import type { ExtensionRules } from './extension-rules.ts'
import type { ExtensionRegistryEvent } from './extension-registry-event.ts'
import { maxExtensions, refusals } from './refusals.ts'

/** Who is who: the extensions of one generation, and the rules of registration. */
export class ExtensionRoster {
  readonly #rules: ExtensionRules
  readonly #tell: (happened: readonly ExtensionRegistryEvent[]) => void
  readonly #external: Extension[] = []
  readonly #internal: Extension[] = []
  #registration: 'open' | 'closed' = 'open'

  constructor(rules: ExtensionRules, tell: (happened: readonly ExtensionRegistryEvent[]) => void) {
    this.#rules = rules
    this.#tell = tell
  }

  /** In the order in which they were launched. */
  get external(): readonly Extension[] {
    return this.#external
  }

  /** External ones first, then internal ones, in the order in which they came. */
  get all(): readonly Extension[] {
    return [...this.#external, ...this.#internal]
  }

  byId(id: string): Extension | undefined {
    const hasId = (extension: Extension) => extension.id === id
    return this.#external.find(hasId) ?? this.#internal.find(hasId)
  }

  /** Throws `ERR_UNKNOWN_EXTENSION` for a name that was not launched. */
  externalByName(name: string): Extension {
    const extension = this.#external.find((one) => one.name === name)
    if (extension !== undefined) return extension
    const known = this.#external.map((one) => one.name).join(', ')
    throw new SimulatorError(
      'ERR_UNKNOWN_EXTENSION',
      `no external extension is called ${name}, only ${known || 'nothing'}`,
    )
  }

  /** Names are unique across both kinds. Core: `core/registrations.go`. */
  expect(name: string): void {
    const taken = this.all.find((one) => one.name === name)
    if (taken !== undefined) {
      throw new SimulatorError(
        'ERR_EXTENSION_NAME_TAKEN',
        `an external extension cannot be called ${name}: there is an ${taken.kind} one of this name`,
      )
    }
    this.#external.push(new Extension(name, 'external', this.#rules, this.#tell))
  }

  closeRegistration(): void {
    this.#registration = 'closed'
  }

  /** A name that was launched is external, any other is internal. Returns the new id. */
  register(name: string, events: readonly string[]): string {
    const launched = this.#external.find((one) => one.name === name)
    const checked = checkEvents(this.#rules, launched?.kind ?? 'internal', events)
    const extension = launched ?? this.#admit(name)
    const id = randomUUID()
    extension.register(id, checked)
    return id
  }

  /** In the platform's order: what is closed, then what is full, then what is taken. Captured. */
  #admit(name: string): Extension {
    if (this.#registration === 'closed') throw new RefusalError(refusals.registrationClosed)
    if (this.#external.length + this.#internal.length >= maxExtensions) {
      throw new RefusalError(refusals.tooManyExtensions)
    }
    if (this.#internal.some((one) => one.name === name)) {
      throw new RefusalError(refusals.nameTaken)
    }
    const extension = new Extension(name, 'internal', this.#rules, this.#tell)
    this.#internal.push(extension)
    return extension
  }
}
