import * as z from 'zod'
import { Timestamp } from './measures.ts'

/** An event: `time`, `type` and `record`, and nothing else. Documented. `time` is when the platform made it. */
export const envelope = <T extends string, R extends z.ZodType>(type: T, record: R) =>
  z.strictObject({ time: Timestamp, type: z.literal(type), record })
