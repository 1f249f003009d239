import type { PlatformLogsDropped } from '../records/platform-logs-dropped.ts'

/** Why a batch was not even queued. Documented text. */
export const tooSlow =
  'Some logs were dropped because the downstream consumer is slower than the logs production rate'

/**
 * What one subscriber lost and nobody was told of yet.
 *
 * The first loss is told at once. Until the subscriber takes something again, further losses only
 * add up: telling of each would make more to lose.
 */
export class Loss {
  #untold: PlatformLogsDropped | undefined
  #isToldOf = false

  add(records: number, bytes: number, reason: string): void {
    this.#untold = {
      reason,
      droppedRecords: (this.#untold?.droppedRecords ?? 0) + records,
      droppedBytes: (this.#untold?.droppedBytes ?? 0) + bytes,
    }
  }

  /** What is to be told now, if anything. It then counts as told. */
  takeTellable(): PlatformLogsDropped | undefined {
    if (this.#isToldOf || this.#untold === undefined) return undefined
    const tellable = this.#untold
    this.#untold = undefined
    this.#isToldOf = true
    return tellable
  }

  /** The subscriber took something again. */
  recovered(): void {
    this.#isToldOf = false
  }
}
