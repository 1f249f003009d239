import { Writable } from 'node:stream'
import type { Terminal } from '../src/command.ts'

/** A terminal in memory. */
export function fakeTerminal(options: Partial<Omit<Terminal, 'stdout' | 'stderr'>> = {}) {
  const stdout = new Written()
  const stderr = new Written()
  const { signal } = new AbortController()
  return { stdout, stderr, env: {}, cwd: import.meta.dirname, signal, ...options }
}

/** A stream that remembers what was written. */
export class Written extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8')
    done()
  }
}
