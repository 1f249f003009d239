import { systemClock } from '@sim/core'
import type { Simulator } from '@sim/simulator'
import { request } from 'node:http'

/** Invokes over the Invoke API, and hangs up after a while if that is wanted. Resolves when it is over, well or badly. */
export function callEndpoint(
  simulator: Simulator,
  event: object,
  hangUpAfterMs: number | undefined,
): Promise<void> {
  const url = `${simulator.endpoint}/2015-03-31/functions/function/invocations`
  const { promise, resolve } = Promise.withResolvers<void>()
  const sent = request(url, { method: 'POST', agent: false }, (response) => {
    response.resume()
    response.on('error', () => undefined)
  })
  sent.on('error', () => undefined)
  sent.on('close', resolve)
  sent.end(JSON.stringify(event))
  if (hangUpAfterMs !== undefined) systemClock.after(hangUpAfterMs, () => sent.destroy())
  return promise
}
