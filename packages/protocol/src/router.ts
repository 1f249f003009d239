import Router from '@koa/router'
import type { Context, Middleware, Next } from 'koa'
import { answerRefusal } from './json.ts'
import type { Refusal } from './refusal.ts'
import { renderFailures, type RefusalListener } from './render-failures.ts'

/** What an endpoint does with a request. Parameters of the path are in `ctx.params`. */
export type Endpoint = (ctx: EndpointContext) => void | Promise<void>

/** Koa's context with the parameters that the path names. */
export type EndpointContext = Context & { params: Record<string, string> }

/** Writes a refusal as an API words it. */
export type RefusalRenderer = (ctx: Context, refusal: Refusal) => void

/** A table of endpoints below one dated prefix. */
export class ApiRouter {
  readonly #prefix: string
  readonly #render: RefusalRenderer
  readonly #router: Router
  /** Endpoints whose path has no parameter, found without a search: a long poll is such a one. */
  readonly #fixed = new Map<string, Endpoint>()

  /**
   * `prefix`: as the platform spells it, for example `/2018-06-01`. `render`: how refusals are written.
   * Default: as the APIs inside an environment do it, `{"errorMessage", "errorType"}`.
   */
  constructor(prefix: string, render: RefusalRenderer = answerRefusal) {
    this.#prefix = prefix
    this.#render = render
    this.#router = new Router({ prefix, sensitive: true, strict: true })
  }

  get(path: string, endpoint: Endpoint): this {
    return this.#add('GET', path, endpoint)
  }

  post(path: string, endpoint: Endpoint): this {
    return this.#add('POST', path, endpoint)
  }

  put(path: string, endpoint: Endpoint): this {
    return this.#add('PUT', path, endpoint)
  }

  /**
   * The table as plain Koa middleware.
   *
   * A path that is not in the table goes to the next middleware. A known path with another method is
   * 405 with `Allow` and an empty body. Paths match exactly: letter case and trailing slash count.
   * Captured: routing of the emulator core.
   */
  middleware(onRefusal?: RefusalListener): Middleware {
    const routes = this.#router.routes() as unknown as Middleware
    const failures = renderFailures(this.#render, onRefusal)
    return (ctx, next) => {
      const fixed = this.#fixed.get(`${ctx.method} ${ctx.path}`)
      return failures(ctx, async () =>
        fixed ? fixed(ctx as EndpointContext) : routes(ctx, () => unmatched(ctx, next)),
      )
    }
  }

  #add(method: 'GET' | 'POST' | 'PUT', path: string, endpoint: Endpoint): this {
    if (!path.includes(':')) this.#fixed.set(`${method} ${this.#prefix}${path}`, endpoint)
    const layer = this.#router.register(path, [method], (ctx: unknown) =>
      endpoint(ctx as EndpointContext),
    )
    // The router lets HEAD follow GET; a HEAD on a long poll would swallow an event.
    if ('methods' in layer) layer.methods = layer.methods.filter((name) => name !== 'HEAD')
    return this
  }
}

async function unmatched(ctx: Context, next: Next): Promise<void> {
  const layers = (ctx as { matched?: readonly { readonly methods: readonly string[] }[] }).matched
  const allowed = new Set(layers?.flatMap((layer) => layer.methods))
  if (allowed.size === 0) return next()
  ctx.status = 405
  ctx.set('Allow', [...allowed].join(', '))
  ctx.body = ''
  ctx.remove('Content-Type')
}
