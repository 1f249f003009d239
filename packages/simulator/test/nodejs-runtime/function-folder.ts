import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A function's code, written for one test. */
export interface FunctionFolder extends AsyncDisposable {
  readonly path: string
}

/** Writes these files, by path, into a new folder that has no package around it. */
export async function functionFolder(files: Record<string, string>): Promise<FunctionFolder> {
  const path = await mkdtemp(join(tmpdir(), 'nodejs-runtime-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
