import type { ProcessHandle, Spawner } from '@sim/process'

/** What a test may say of a child beside its id. */
export interface RecordedOptions {
  readonly restart?: 'permanent' | 'transient' | 'temporary'
  readonly significant?: boolean
}

/**
 * The spec of a child that counts: it says in a log when it starts (`init a`), is stopped (`shutdown a`) and fails
 * (`failed a`). It begins at 4, and takes `count`, `fail` and `end`.
 */
export function recordedChild(id: string, log: string[], options: RecordedOptions = {}) {
  return {
    id,
    ...options,
    start: (by: Spawner): Promise<ProcessHandle> =>
      by.spawn({
        init: () => {
          log.push(`init ${id}`)
          return { count: 4 }
        },
        run: async (self, state) => {
          for await (const message of self.mailbox) {
            if (message.type !== 'message') continue
            if (message.data === 'end') return
            if (message.data === 'fail') {
              log.push(`failed ${id}`)
              throw new Error(`${id} failed`)
            }
            state.count += 1
            message.reply?.(state.count)
          }
          log.push(`shutdown ${id}`)
        },
      }),
  }
}
