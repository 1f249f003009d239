import { extensionsApi, type ExtensionsApiService } from '@sim/extensions-api'
import { listen } from '@sim/protocol'

export const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
export const fn = { functionName: 'hello', functionVersion: '$LATEST', handler: 'index.handler' }

/** The API over a port that writes down its calls and answers as a test wants. */
export async function serve(answers: Partial<ExtensionsApiService> = {}) {
  const calls: unknown[][] = []
  const errors: unknown[] = []
  const service: ExtensionsApiService = {
    register: () => ({ extensionId: id, response: fn }),
    next: () => Promise.withResolvers<never>().promise,
    initError: () => undefined,
    exitError: () => undefined,
    ...answers,
  }
  const noted: ExtensionsApiService = {
    register: (call) => (calls.push(['register', call]), service.register(call)),
    next: (who, signal) => (calls.push(['next', who]), service.next(who, signal)),
    initError: (...call) => (calls.push(['initError', ...call]), service.initError(...call)),
    exitError: (...call) => (calls.push(['exitError', ...call]), service.exitError(...call)),
  }
  const api = await listen(extensionsApi(noted), { onError: (error) => errors.push(error) })
  return Object.assign(api, { calls, errors })
}
