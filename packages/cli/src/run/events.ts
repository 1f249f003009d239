import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Terminal } from '../command.ts'
import { usageError } from '../usage-error.ts'

/** What a function gets when its caller sends nothing. */
const emptyEvent = Buffer.from('{}')

const wanted = '--event must be JSON, @FILE, or - for standard input'

/**
 * The events that `--event` names, in their order, as bytes; one empty object if there are none.
 *
 * Rejects with `ERR_USAGE` for what is no JSON: Lambda would not take it either.
 */
export async function readEvents(
  given: readonly string[],
  terminal: Pick<Terminal, 'cwd' | 'stdin'>,
): Promise<readonly Buffer[]> {
  if (given.length === 0) return [emptyEvent]
  if (given.filter((text) => text === '-').length > 1) {
    throw usageError(
      '--event - reads all of standard input, so it may be given once, found it twice',
    )
  }
  return await Promise.all(given.map((text) => readEvent(text, terminal)))
}

async function readEvent(
  text: string,
  { cwd, stdin }: Pick<Terminal, 'cwd' | 'stdin'>,
): Promise<Buffer> {
  if (text === '-') {
    return checked(stdin === undefined ? Buffer.alloc(0) : await buffer(stdin), 'standard input')
  }
  if (!text.startsWith('@')) return checkedInline(text, cwd)
  const path = resolve(cwd, text.slice(1))
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw usageError(`${wanted}, found no file at ${path}`, cause)
  })
  return checked(bytes, path)
}

function checkedInline(text: string, cwd: string): Buffer {
  const cause = whyNoJson(text)
  if (cause === undefined) return Buffer.from(text)
  const hint = existsSync(resolve(cwd, text)) ? `, did you mean @${text}?` : ''
  throw usageError(`${wanted}, found ${JSON.stringify(text)}${hint}`, cause)
}

function checked(bytes: Buffer, place: string): Buffer {
  const cause = whyNoJson(bytes.toString('utf8'))
  if (cause === undefined) return bytes
  const found = bytes.length === 0 ? 'nothing' : `what is no JSON: ${cause.message}`
  throw usageError(`--event must be JSON, found in ${place} ${found}`, cause)
}

function whyNoJson(text: string): Error | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return error as Error
  }
}
