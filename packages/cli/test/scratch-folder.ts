import { chmod, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own for a test, gone afterwards. */
export class ScratchFolder implements AsyncDisposable {
  readonly path: string

  static async create(): Promise<ScratchFolder> {
    return new ScratchFolder(await realpath(await mkdtemp(join(tmpdir(), 'lambda-sim-'))))
  }

  private constructor(path: string) {
    this.path = path
  }

  /** Writes a file and returns its path. */
  async file(name: string, content: string): Promise<string> {
    const path = join(this.path, name)
    await writeFile(path, content)
    return path
  }

  /** An executable that runs a program of `fixtures/`, which learns the executable's name. */
  async program(name: string, fixture: string): Promise<string> {
    const script = `${import.meta.dirname}/fixtures/${fixture}.mjs`
    const path = await this.file(
      name,
      `#!/bin/sh\nexec '${process.execPath}' '${script}' '${name}'\n`,
    )
    await chmod(path, 0o755)
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}

/** A folder of `fixtures/functions`. */
export const functionFolder = (name: string): string =>
  `${import.meta.dirname}/fixtures/functions/${name}`
