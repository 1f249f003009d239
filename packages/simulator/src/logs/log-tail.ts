import { written, type FunctionLog } from './function-log.ts'

/** What a caller may have of the log. Documented: `LogResult` of the API reference of Lambda's Invoke. */
const mostBytes = 4 * 1024

/**
 * The end of an invocation's log, as its caller gets it: 4 KB at most. It begins with a whole character, which need not be the first
 * one of a line (chosen: how Lambda cuts is not documented).
 */
export function logTail(log: FunctionLog, requestId: string): string {
  const bytes = Buffer.from(written(log.ofInvocation(requestId)))
  let from = Math.max(0, bytes.length - mostBytes)
  while (from < bytes.length && isContinuation(bytes[from] as number)) from += 1
  return bytes.toString('utf8', from)
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80
