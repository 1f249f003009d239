/** Cases that have a reason in common. */
export interface CaseGroup {
  readonly reason: string
  readonly ids: readonly string[]
}
