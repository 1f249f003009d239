import { processState } from '@sim/freeze'
import { runtime } from './programs.ts'

/** A runtime with hooks, in an environment that is initialised for a snapshot. */
export const snapStart = {
  initializationType: 'snap-start',
  runtime: runtime('restores'),
} as const

type Texts<K extends string = string> = Readonly<Record<K, string>>

/** Credentials as the fixture was given them. */
export type Credentials = Texts<'AccessKeyId' | 'SecretAccessKey' | 'Token' | 'Expiration'>

/** What the fixture answers. */
export interface Seen {
  readonly before: Credentials
  readonly after: Credentials
  readonly restored: unknown
  readonly environment: Texts
}

/** The states of all threads of a process, as letters. */
export function letters(pid: number): ReadonlySet<string> {
  const state = processState(pid)
  return new Set(state === 'gone' ? [state] : state.threads.map((thread) => thread.state))
}
