import { readCases } from '../read-cases.ts'

/** A body of a call: text, bytes, or so many repetitions of a text. `null` and nothing: no body. */
export type CaseBody =
  | string
  | null
  | { readonly $repeat: { readonly text: string; readonly count: number } }
  | { readonly $base64: string }

/** One step of a case. Texts in it may hold `{{variables}}`. */
export interface CaseCall {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: CaseBody
  readonly chunked?: readonly string[]
  readonly trailers?: Readonly<Record<string, string>>
  readonly abort?: true
  /** Goes to the caller's side instead of the Runtime API. */
  readonly port?: 'invoke'
  /** Its answer is not awaited, but kept under the label `as`. */
  readonly async?: true
  readonly as?: string
  /** No call: the answer to the one with this label. */
  readonly await?: string
  /** Variable by name: `header:Name` or `json:key` of the answer. */
  readonly capture?: Readonly<Record<string, string>>
  readonly expectStatus?: number
  readonly delayMs?: number
}

/** A value that a header must have: this text, none at all (`null`), or one that matches. */
export type ExpectedHeader = string | null | { readonly $regex: string }

/** What must be seen of the answer to the last step. What is left out may be anything. */
export interface CaseExpectation {
  readonly status?: number
  readonly headers?: Readonly<Record<string, ExpectedHeader>>
  /** Exactly these keys at every level. */
  readonly bodyJson?: unknown
  readonly bodyText?: string
  readonly bodyContains?: string
  /** In bytes. */
  readonly bodyLength?: number
  /** There is no answer yet. */
  readonly pending?: true
  /** The connection ends without an answer. */
  readonly noResponse?: true
}

/** One behaviour, seen from outside. `cases/README.md` explains each member. */
export interface ProtocolCase {
  readonly id: string
  readonly area: string
  readonly profile: 'classic' | 'classic-service' | 'snapstart' | 'managed'
  readonly setup?: {
    readonly externalExtensions?: readonly string[]
    readonly functionTimeoutSeconds?: number
    readonly maxConcurrency?: number
  }
  readonly given: { readonly state: string; readonly calls: readonly CaseCall[] }
  readonly when: CaseCall
  readonly expect: CaseExpectation
  /** Where the behaviour stands. */
  readonly source: string
  readonly verified: boolean
  readonly rieArtefact?: true
  readonly note?: string
}

/** The bytes that a body stands for; `undefined` if there is none. */
export function bodyOf(body: CaseBody | undefined): Buffer | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return Buffer.from(body, 'utf8')
  if ('$base64' in body) return Buffer.from(body.$base64, 'base64')
  return Buffer.from(body.$repeat.text.repeat(body.$repeat.count), 'utf8')
}

/** Every case, those of later issues too, area by area. */
export const protocolCases: readonly ProtocolCase[] = readCases<ProtocolCase>('protocol')
