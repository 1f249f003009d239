import { open, type FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Terminal } from '../command.ts'
import { usageError } from '../usage-error.ts'

/** What a run can be exported as: the names of the flags. */
export type ExportKind = 'telemetry' | 'traces'

/** A file that is open, and empty. */
export interface ExportFile {
  readonly path: string
  readonly handle: FileHandle
}

/** The files that a run is exported to. Whoever has written one closes it; disposing closes all. */
export interface ExportFiles extends AsyncDisposable {
  readonly telemetry?: ExportFile | undefined
  readonly traces?: ExportFile | undefined
}

const kinds = ['telemetry', 'traces'] as const satisfies readonly ExportKind[]

/**
 * Opens the files that `--telemetry` and `--traces` name, which makes them empty.
 *
 * Rejects with `ERR_USAGE` for what cannot be written, before anything has started.
 */
export async function openExportFiles(
  given: Readonly<Partial<Record<ExportKind, string | undefined>>>,
  { cwd }: Pick<Terminal, 'cwd'>,
): Promise<ExportFiles> {
  const paths = kinds.flatMap((kind) => {
    const path = given[kind]
    return path === undefined ? [] : [[kind, checked(kind, path, cwd)] as const]
  })
  const [[, first] = [], [, second] = []] = paths
  if (first !== undefined && first === second) {
    throw usageError(`--telemetry and --traces must be different files, found ${first} for both`)
  }
  const files: Partial<Record<ExportKind, ExportFile>> = {}
  const close = async () => {
    await Promise.all(Object.values(files).map(({ handle }) => handle.close()))
  }
  try {
    for (const [kind, path] of paths) files[kind] = { path, handle: await opened(kind, path) }
  } catch (error) {
    await close()
    throw error
  }
  return { ...files, [Symbol.asyncDispose]: close }
}

function checked(kind: ExportKind, path: string, cwd: string): string {
  if (path !== '-') return resolve(cwd, path)
  throw usageError(`--${kind} must be a file, found -: standard output is for the answers alone`)
}

async function opened(kind: ExportKind, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w')
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException
    const reason = reasons[code] ?? code
    throw usageError(
      `--${kind} must be a file that can be written, found ${path}: ${reason}`,
      cause,
    )
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is a file',
}
