/** Which process, for the model: its pid. */
export type Id = string

/** An exit reason as the model has it: without errors, texts and freezing. */
export type Reason =
  | { kind: 'normal' | 'noproc' }
  | { kind: 'failure'; message: string }
  | { kind: 'shutdown'; why?: string; forced?: true }
  | { kind: 'killed'; by?: Id; why?: string }
  | { kind: 'linked'; from: Id; cause: Reason }

/** What lies in a mailbox: its sender and everything by which it differs. */
export interface Notice {
  type: 'message' | 'link-died' | 'process-died'
  from: Id | undefined
  tag: number | undefined
  data?: number
  reason?: Reason
  monitor?: ModelMonitor
}

export interface ModelMonitor {
  watcher: Id
  watched: Id
  tag: number | undefined
}

export interface SpawnPlan {
  parent: Id | undefined
  name: string | undefined
  link: { to: Id | undefined; tag: number | undefined } | undefined
  monitor: { tag: number | undefined } | undefined
  trap: boolean
  detached: boolean
  normalExit: 'normal' | 'failure'
  shutdownMs: number | 'kill'
}

export interface Edge {
  teller: Id
  told: Id
  tag: number | undefined
  chosen: boolean
}

export interface ModelProcess extends Omit<SpawnPlan, 'link' | 'monitor' | 'detached' | 'name'> {
  id: Id
  /** `ending`: its function is over or cut off, but its children are not dead yet. */
  life: 'alive' | 'ending' | 'dead'
  asked: Reason | undefined
  reason: Reason | undefined
  names: string[]
  children: Id[]
  mailbox: Notice[]
  /** Whether its function was told to stop. */
  isTold: boolean
}
