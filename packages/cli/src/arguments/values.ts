import * as z from 'zod'

const millisecondsIn = { ms: 1, s: 1_000, m: 60_000 } as const

/** A time as people write it: `3` and `3s` are seconds, `500ms`, `1.5m`. Comes to whole milliseconds. */
export function time(leastMs: number, mostMs: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d+(\.\d+)?(ms|s|m)?$/)
    .transform((text) => {
      const unit = (/[a-z]+$/.exec(text)?.[0] ?? 's') as keyof typeof millisecondsIn
      return Math.round(Number.parseFloat(text) * millisecondsIn[unit])
    })
    .pipe(z.number().min(leastMs).max(mostMs))
}

/** A whole number. */
export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most))
}

/** A number above 0, with or without a fraction. */
export function positiveNumber(most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().gt(0).max(most))
}

/** Text that is not empty. */
export const text: z.ZodType<string, string> = z.string().min(1)

/** Text of one form. */
export function textLike(form: RegExp): z.ZodType<string, string> {
  return z.string().regex(form)
}

/** One of these words, in whatever case it is written. */
export function oneOf<Word extends string>(words: readonly Word[]): z.ZodType<Word, string> {
  return z
    .string()
    .transform((text) => words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? text)
    .pipe(z.enum(words))
}
