import { Buffer } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'
import { setImmediate } from 'node:timers'
import { codeOf } from './freeze-error.ts'

/** At most so many files stay open until the turn ends. */
const mostOpen = 64

/**
 * Small files in which the kernel answers, such as those in `/proc`.
 *
 * Freezing spends its time on opening them, so a file that is read stays open until the turn of the event loop
 * ends. A file of a process that ended never answers for another one with the same pid.
 */
export class KernelFiles {
  readonly #buffer = Buffer.allocUnsafe(1024)
  readonly #open = new Map<string, number>()

  /** What the file says now; `undefined` when there is none, or its process ended. What else fails is thrown. */
  read(path: string): string | undefined {
    const open = this.#open.get(path)
    const text = open === undefined ? undefined : presentOnly(() => this.#textOf(open))
    return text ?? presentOnly(() => this.#textOf(this.#opened(path)))
  }

  #opened(path: string): number {
    if (this.#open.size === 0) setImmediate(() => this.#closeAll())
    if (this.#open.size >= mostOpen) this.#closeAll()
    const former = this.#open.get(path)
    if (former !== undefined) closeSync(former)
    this.#open.delete(path)
    const file = openSync(path, 'r')
    this.#open.set(path, file)
    return file
  }

  #textOf(file: number): string {
    let text = ''
    for (;;) {
      const length = readSync(file, this.#buffer, 0, this.#buffer.length, text.length)
      text += this.#buffer.toString('latin1', 0, length)
      if (length === 0 || text.endsWith('\n')) return text
    }
  }

  #closeAll(): void {
    for (const file of this.#open.values()) closeSync(file)
    this.#open.clear()
  }
}

/** Only "there is no such process" reads as absent. What else fails, such as too many open files, is thrown. */
export function presentOnly<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}
