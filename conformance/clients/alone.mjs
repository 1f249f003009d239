import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * Runs work on a folder that nobody else runs at the same time on this machine. The lock is a socket in Linux's abstract name
 * space: the kernel takes it back, whatever becomes of its holder.
 */
export async function alone(folder, work) {
  const path = `\0conformance-${folder}`
  for (;;) {
    const lock = createServer((waiting) => waiting.on('error', () => undefined))
    lock.listen(path)
    try {
      await once(lock, 'listening')
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error
      await released(path)
      continue
    }
    return work()
  }
}

/** Resolves when the holder of the lock is gone. */
function released(path) {
  return new Promise((resolve) => {
    const waiting = connect(path)
    waiting.resume()
    waiting.on('error', () => undefined)
    waiting.on('close', resolve)
  })
}
