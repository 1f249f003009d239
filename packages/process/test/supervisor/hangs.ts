import type { ChildSpec } from '../../src/supervisor/supervisor-spec.ts'

/** A child whose start does not come to an end, and when it has begun. */
export function hangs(): { readonly child: ChildSpec; readonly begun: Promise<void> } {
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const init = (): Promise<never> => {
    resolve()
    return new Promise(() => undefined)
  }
  return {
    child: { id: 'hangs', start: (spawner) => spawner.spawn({ init, run: () => undefined }) },
    begun,
  }
}
