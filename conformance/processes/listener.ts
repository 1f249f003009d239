import type { Body, Envelope, Environment, ProcessHandle, ProcessOptions } from '@sim/process'

/** A process that traps exits and only listens: it calls back in the very turn in which it is told something. */
export async function listen(
  environment: Environment,
  hear: (envelope: Envelope) => void,
  options: ProcessOptions = {},
): Promise<ProcessHandle<unknown, Body>> {
  return await environment.start<Body>(
    (host) => ({
      kind: 'task',
      isolation: 'none',
      stop: () => host.ended({ value: undefined }),
      kill: () => {
        host.ended({ value: undefined })
        return undefined
      },
      deliver: (envelope) => {
        hear(envelope)
        return true
      },
    }),
    { trapExit: true, ...options },
  )
}
