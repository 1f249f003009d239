import { stripVTControlCharacters } from 'node:util'

/** The lines of the failure that an expectation ends in. */
export async function failureOf(expectation: () => unknown): Promise<readonly string[]> {
  try {
    await expectation()
  } catch (error) {
    return stripVTControlCharacters((error as Error).message).split('\n')
  }
  throw new Error('the expectation held')
}

/** What time has written, with its numbers left out. */
export const withoutTimes = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/^Waited: \d+ ms/, 'Waited: # ms'))
