import * as z from 'zod'

/**
 * `function` and `extension`: something was printed.
 *
 * A line of text keeps its newline (captured). With the JSON log format a line that is a JSON
 * object is that object (documented); subscribers with schema 2022-07-01 get its text instead.
 */
export const LogLine = z.union([z.string(), z.record(z.string(), z.unknown())])
export type LogLine = z.infer<typeof LogLine>
