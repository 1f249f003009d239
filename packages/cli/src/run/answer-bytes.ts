import type { Invocation } from '@sim/simulator'
import { invocationRecord } from './invocation-record.ts'

/** How answers are written. */
export interface AnswerForm {
  /** A record of each invocation, a line each. */
  readonly json: boolean
  /** Each answer ends its line: there are several, or somebody reads them in a terminal. */
  readonly lines: boolean
}

/** What standard output gets of an invocation: the answer's bytes, exactly, unless lines are wanted. */
export function answerBytes(invocation: Invocation, { json, lines }: AnswerForm): Buffer {
  if (json) return Buffer.from(`${JSON.stringify(invocationRecord(invocation))}\n`)
  const payload = invocation.result?.payload ?? Buffer.alloc(0)
  return lines ? Buffer.concat([payload, Buffer.from('\n')]) : payload
}
