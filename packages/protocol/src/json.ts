import type { Context } from 'koa'
import { answerAtOnce } from './answer-at-once.ts'
import type { Refusal } from './refusal.ts'

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/**
 * JSON as the platform writes it: HTML-escaped, with a newline at its end.
 *
 * Captured: `rapi/rendering/render_json.go` of the emulator core uses Go's default encoder.
 */
export function platformJson(value: unknown): string {
  return `${JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (char) => escapes[char] as string)}\n`
}

/** Answers with JSON as the platform does: no charset, whatever the request's `Accept` says. */
export function answerJson(ctx: Context, status: number, value: unknown): void {
  answerText(ctx, status, 'application/json', platformJson(value))
}

const acceptedBody = Buffer.from(platformJson({ status: 'OK' }))

/** Answers 202 `{"status":"OK"}`, the platform's "taken". */
export function answerAccepted(ctx: Context): void {
  answerAtOnce(ctx, 202, { 'Content-Type': 'application/json' }, acceptedBody)
}

/** Answers with a refusal's status and `{"errorMessage", "errorType"}`, in this order. */
export function answerRefusal(ctx: Context, refusal: Refusal): void {
  const { status, errorMessage, errorType } = refusal
  answerJson(ctx, status, { errorMessage, errorType })
}

/** Answers with a text of exactly this content type. */
export function answerText(ctx: Context, status: number, contentType: string, text: string): void {
  ctx.status = status
  ctx.set('Content-Type', contentType)
  ctx.body = text
}
