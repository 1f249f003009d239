// @ts-check
import { SeverityNumber } from '@opentelemetry/api-logs'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { flush, logger, requestCount, requestDuration, tracer } from './telemetry.mjs'
import { xRayParent } from './x-ray-parent.mjs'

/** @typedef {{ customer: string, lines: { article: string, pieces: number, cents: number }[] }} Order */
/** @typedef {import('@opentelemetry/api').Context} Context */

let isColdStart = true

/**
 * Looks up an order and adds up what it costs, traced, counted and logged.
 *
 * @param {{ orderId: string }} event
 * @param {{ awsRequestId: string }} lambda
 */
export async function handler({ orderId }, { awsRequestId }) {
  const attributes = {
    'faas.coldstart': isColdStart,
    'faas.invocation_id': awsRequestId,
    'http.route': '/orders/{id}',
  }
  isColdStart = false
  const startedAt = performance.now()
  try {
    return await inSpan(
      'http.request',
      xRayParent(),
      { kind: SpanKind.SERVER, attributes },
      (request) => answer(orderId, request),
    )
  } finally {
    requestCount.add(1, { 'faas.coldstart': attributes['faas.coldstart'] })
    requestDuration.record(performance.now() - startedAt)
    await flush()
  }
}

/**
 * @param {string} orderId
 * @param {Context} request
 */
async function answer(orderId, request) {
  log(request, 'order requested', { orderId })
  const order = await inSpan('dynamodb.get_item', request, { kind: SpanKind.CLIENT }, () =>
    getItem(orderId),
  )
  if (order === undefined) {
    log(request, 'order not found', { orderId })
    return { statusCode: 404 }
  }
  const totalCents = await inSpan('price.compute', request, {}, () => price(order))
  log(request, 'order priced', { orderId, totalCents })
  return { statusCode: 200, body: JSON.stringify({ orderId, totalCents }) }
}

/**
 * Stands in for a query of a table.
 *
 * @param {string} orderId
 * @returns {Promise<Order | undefined>}
 */
async function getItem(orderId) {
  const table = JSON.parse(await readFile(new URL('orders.json', import.meta.url), 'utf8'))
  return table[orderId]
}

/** @param {Order} order */
function price({ lines }) {
  return lines.reduce((sum, { pieces, cents }) => sum + pieces * cents, 0)
}

/**
 * Runs some work inside a span, which ends with it, and hands it the context for spans below.
 *
 * @template T
 * @param {string} name
 * @param {Context} parent
 * @param {import('@opentelemetry/api').SpanOptions} options
 * @param {(context: Context) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
async function inSpan(name, parent, options, work) {
  const span = tracer.startSpan(name, options, parent)
  try {
    return await work(trace.setSpan(parent, span))
  } catch (error) {
    span.recordException(/** @type {Error} */ (error))
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

/**
 * @param {Context} context
 * @param {string} body
 * @param {import('@opentelemetry/api-logs').LogAttributes} attributes
 */
function log(context, body, attributes) {
  logger.emit({ context, body, attributes, severityNumber: SeverityNumber.INFO })
  console.log(body, attributes)
}
