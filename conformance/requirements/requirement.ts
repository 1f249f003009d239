/** How sure a behaviour is. The first three are told by a source; where sources differ or are silent it is `chosen`. */
export type Grade = 'documented' | 'captured' | 'core' | 'chosen'

/**
 * Where a behaviour stands.
 *
 * - `docs`: a page of the Lambda developer guide, or of the API reference if its name begins with `API_`
 * - `core`: file and lines of AWS’s emulator core for on-demand functions, below `internal/lambda/` unless it is `cmd/`
 * - `managed core`: the same for managed instances, below `internal/lambda-managed-instances/`
 * - `capture`: what was seen from outside, and of what: the service, or the emulator
 * - `decision`: a page below `decisions/`
 */
export type Source =
  | `docs: ${string}`
  | `core: ${string}`
  | `managed core: ${string}`
  | `capture: ${string}`
  | `decision: ${string}`

/** What fails when the behaviour is lost: a case of `cases/protocol`, or a test by its file and its title. */
export type Proof = { readonly case: string } | { readonly test: string; readonly title: string }

/** One behaviour of an execution environment. */
export interface Requirement {
  /** Never changes. The first word is one of its area's. */
  readonly id: string
  /** One sentence. */
  readonly statement: string
  readonly grade: Grade
  readonly source: readonly Source[]
  /** Why it was chosen so, or what surprises. */
  readonly note?: string
  readonly proofs: readonly Proof[]
  /** Why nothing proves it: only without proofs. */
  readonly open?: string
}

/** The behaviours of one subject. */
export interface Area {
  readonly title: string
  /** The first words of the ids of its requirements. */
  readonly prefixes: readonly string[]
  readonly requirements: readonly Requirement[]
}
