import type { Environment, ProcessHandle } from '@sim/process'

/** The process of a supervisor's child. Throws if that has none at the moment. */
export function childOf(
  supervisor: Awaited<ReturnType<Environment['supervise']>>,
  id: string,
): ProcessHandle {
  const handle = supervisor.children().find((child) => child.id === id)?.handle
  if (handle === undefined) throw new Error(`the child ${id} does not live`)
  return handle
}
