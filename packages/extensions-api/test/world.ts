import { Log, waitFor } from '@sim/core'
import {
  ExtensionRegistry,
  extensionsApi,
  type ExtensionInfo,
  type ExtensionRegistryEvent,
  type ExtensionRegistryOptions,
  type ExtensionState,
  type InvokeEvent,
  type ShutdownEvent,
} from '@sim/extensions-api'
import { listen } from '@sim/protocol'
import { call, type Answer } from './client.ts'

export const functionName = 'hello'
export const arn = 'arn:aws:lambda:us-east-1:123456789012:function:hello'

export const invokeEvent = (requestId: string): InvokeEvent => ({
  eventType: 'INVOKE',
  deadlineMs: 1_767_225_603_000,
  requestId,
  invokedFunctionArn: arn,
})

export const shutdownEvent: ShutdownEvent = {
  eventType: 'SHUTDOWN',
  deadlineMs: 1_767_225_602_000,
  shutdownReason: 'spindown',
}

/** A signal of a client that stays. */
export const here = () => new AbortController().signal

/** A registry that remembers what happened in it. */
export function recorded(options: Partial<ExtensionRegistryOptions> = {}) {
  const log = new Log<ExtensionRegistryEvent>()
  const registry = new ExtensionRegistry({
    functionName,
    handler: 'index.handler',
    ...options,
    onEvent: (event) => log.append(event),
  })
  return { registry, log }
}

/** Registers and returns the id. */
export const joined = (registry: ExtensionRegistry, name: string, events: string[] = ['INVOKE']) =>
  registry.register({ name, events, features: [] }).extensionId

/** The extension of this name, as it is now. */
export function infoOf(registry: ExtensionRegistry, name: string): ExtensionInfo {
  const info = registry.extensions.find((extension) => extension.name === name)
  if (info === undefined) throw new Error(`there is no extension ${name}`)
  return info
}

/** Until this was told so many times, counted from the beginning. */
export const told = (
  log: Log<ExtensionRegistryEvent>,
  type: ExtensionRegistryEvent['type'],
  times = 1,
) =>
  waitFor(log, () => log.entries().filter((entry) => entry.type === type).length >= times, {
    what: `${type}, ${times} times`,
  })

/** A registry behind its API on a real port, and an extension that speaks to it. */
export async function world(external: readonly string[] = []) {
  const { registry, log } = recorded()
  for (const name of external) registry.expect(name)
  const api = await listen(extensionsApi(registry))
  const identified = (id: string) => ({ 'Lambda-Extension-Identifier': id })

  return {
    registry,
    log,
    port: api.port,
    url: api.url,

    register: (headers: Record<string, string>, body: string) =>
      call(api.url, 'POST', 'register', headers, body),

    /** Registers under this name; returns the id. */
    async join(name: string, events = '["INVOKE"]'): Promise<string> {
      const headers = { 'Lambda-Extension-Name': name }
      const answer = await call(api.url, 'POST', 'register', headers, `{"events":${events}}`)
      if (answer.status !== 200) throw new Error(answer.text)
      return answer.headers.get('lambda-extension-identifier') ?? ''
    },

    /** Polls with these headers; for those that are refused. */
    poll: (headers: Record<string, string>) => call(api.url, 'GET', 'event/next', headers),

    /** Polls; the answer may never come. */
    next(id: string): Promise<Answer> {
      const answer = call(api.url, 'GET', 'event/next', identified(id))
      answer.catch(() => undefined)
      return answer
    },

    report: (path: 'init/error' | 'exit/error', headers: Record<string, string>, body = '{}') =>
      call(api.url, 'POST', path, headers, body),

    /** Until the extension is in this state. */
    until: (name: string, state: ExtensionState) =>
      waitFor(log, () => infoOf(registry, name).state === state, {
        what: `${name} to be ${state}`,
      }),

    untilTold: (type: ExtensionRegistryEvent['type'], times = 1) => told(log, type, times),

    async [Symbol.asyncDispose]() {
      registry.close(new Error('the test is over'))
      await api.stop()
    },
  }
}
