import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixture } from './running-rie.ts'

/** A directory with one extension, or several names of it, and with a directory that is none. */
export class ExtensionDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'extension-directory-'))

  constructor(program = 'watches.mjs', names: readonly string[] = [program]) {
    mkdirSync(join(this.path, 'lib'))
    for (const name of names) symlinkSync(fixture(program), join(this.path, name))
  }

  /** What tells an emulator of it. */
  get flags(): readonly string[] {
    return [`--extensions-dir=${this.path}`, '--log-level=debug']
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true })
  }
}
