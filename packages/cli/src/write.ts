import type { Writable } from 'node:stream'

/**
 * Writes and resolves when the bytes have left this process.
 *
 * A reader that is gone is no failure of the writer's: whoever watches the stream hears of it.
 */
export function write(stream: Writable, bytes: Buffer | string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(bytes, () => resolve())
  })
}
