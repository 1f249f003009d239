import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixture } from './running-rie.ts'

/** A directory with the extension `watches.mjs`, and with a directory that is none. */
export class ExtensionDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'extension-directory-'))

  constructor() {
    mkdirSync(join(this.path, 'lib'))
    symlinkSync(fixture('watches.mjs'), join(this.path, 'watches.mjs'))
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true })
  }
}
