import { answerJson, answerText, ApiRouter, type Endpoint, type Middleware } from '@sim/protocol'

/** What decides which of the APIs there are. */
export interface EmulatedApisOptions {
  /** The Telemetry API is served for real. */
  readonly telemetry: boolean
  /** Nobody may be an extension. */
  readonly extensionsDisabled: boolean
}

/**
 * What stands in front of the APIs of the environment, so that they are the emulator's.
 *
 * Core: `rapi/router.go`, `rapi/middleware`.
 */
export function emulatedApis(options: EmulatedApisOptions): readonly Middleware[] {
  const { telemetry, extensionsDisabled } = options
  const closed = ['/2020-01-01/', ...(telemetry ? ['/2022-07-01/', '/2020-08-15/'] : [])]
  return [
    ...(extensionsDisabled ? [nobodyAt(closed)] : []),
    unheard,
    ...(telemetry ? [] : [logsStub(), telemetryStub()]),
  ]
}

/** Accepted and never honoured; who asks is not looked at. Captured. */
function notSupported(api: 'Logs' | 'Telemetry'): Endpoint {
  const errorMessage = `${api} API is not supported`
  return (ctx) => answerJson(ctx, 202, { errorMessage, errorType: `${api}.NotSupported` })
}

function logsStub(): Middleware {
  return new ApiRouter('/2020-08-15').put('/logs', notSupported('Logs')).middleware()
}

/** Nothing below its prefix gets to the API itself. */
function telemetryStub(): Middleware {
  const stub = new ApiRouter('/2022-07-01')
    .put('/telemetry', notSupported('Telemetry'))
    .middleware()
  return (ctx, next) =>
    stub(ctx, async () => {
      if (!ctx.path.startsWith('/2022-07-01/')) return await next()
      ctx.set('X-Content-Type-Options', 'nosniff')
      answerText(ctx, 404, 'text/plain; charset=utf-8', '404 page not found\n')
    })
}

function nobodyAt(prefixes: readonly string[]): Middleware {
  return async (ctx, next) => {
    if (!prefixes.some((prefix) => ctx.path.startsWith(prefix))) return await next()
    ctx.status = 404
    ctx.body = ''
    ctx.remove('Content-Type')
  }
}

/** The emulator knows no account to tell extensions of, and reads no trailers of answers. Captured. */
const unheard: Middleware = (ctx, next) => {
  delete ctx.req.headers['lambda-extension-accept-feature']
  Object.defineProperty(ctx.req, 'trailers', { value: {} })
  return next()
}
