import { UnkillableError, type Body, type Environment, type ProcessHandle } from '@sim/process'

/** A process that no kill ends, until the test says so. */
export interface Stubborn {
  readonly handle: ProcessHandle<unknown, Body>
  dies(): void
}

/** Starts one, of any kind: what it is made of sleeps where no signal reaches it. */
export async function startStubborn(
  environment: Environment,
  { kind = 'os' }: { readonly kind?: Body['kind'] } = {},
): Promise<Stubborn> {
  const { promise: death, resolve: dies } = Promise.withResolvers<void>()
  const handle = await environment.start<Body>((host) => {
    void death.then(() => host.ended({ status: { signal: 'SIGKILL' } }))
    return {
      kind,
      isolation: 'process',
      stop: () => undefined,
      async kill(_reason, deadlineMs) {
        const late = Promise.withResolvers<never>()
        using _timer = host.clock.after(deadlineMs, () =>
          late.reject(new UnkillableError({ name: host.name }, deadlineMs)),
        )
        await Promise.race([death, late.promise])
      },
      deliver: () => false,
    }
  })
  return { handle, dies }
}
