declare const brand: unique symbol

/**
 * Which process: `<environment>/<number>`. Numbers count up from 1 and are never used again.
 *
 * Not to be mistaken for the operating system's number, which is, and which a task does not have.
 */
export type Pid = string & { readonly [brand]: 'Pid' }

/** Puts a pid together. */
export function pidOf(environment: string, number: number): Pid {
  return `${environment}/${number}` as Pid
}

/** The environment that a pid belongs to. */
export function environmentOf(pid: string): string {
  return pid.slice(0, Math.max(0, pid.lastIndexOf('/')))
}

/** Which one of its environment. */
export function numberOf(pid: Pid): number {
  return Number(pid.slice(pid.lastIndexOf('/') + 1))
}
