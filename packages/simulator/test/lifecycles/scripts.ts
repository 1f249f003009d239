/** Who plays: a process of its own, or the test itself, which the platform only awaits. */
export type Kind = 'process' | 'attached'

/** What a runtime does. */
export interface RuntimePlan {
  readonly kind: Kind
  /** How its inits go, one after the other, and again from the first. */
  readonly inits: readonly string[]
  readonly ignoresSigterm: boolean
  /** How many events it asks for at once. */
  readonly workers: number
}

/** What an extension does. */
export interface ExtensionPlan {
  readonly kind: Kind
  readonly name: string
  readonly events: readonly string[]
  readonly start: string
  readonly init: string
  readonly invokes: readonly string[]
  readonly shutdown: string
  readonly telemetry: 'none' | 'listens' | 'refuses' | 'deaf'
  readonly ignoresSigterm: boolean
}
