import type { CgroupPort } from '@sim/freeze'
import { controllerOn, stepByStep } from './controller-on.ts'
import { FakeTable, type FakeProcess } from './fake-table.ts'

/** What a file of a control group answers. */
export const systemError = (code: string) => Object.assign(new Error(`write ${code}`), { code })

/** A control group that a test owns. It stops when `settle` says so. */
export class FakeGroup implements CgroupPort {
  readonly path = '/group'
  readonly inside = new Set<number>()
  readonly wrote: string[] = []
  isFrozen = false
  /** What the next steps are answered, by their names. */
  readonly refusals = new Map<string, Error>()

  get pids(): readonly number[] {
    return [...this.inside]
  }

  freeze(on: boolean): void {
    this.#step(on ? 'freeze' : 'thaw')
    if (!on) this.isFrozen = false
  }

  enter(pid: number): void {
    this.#step(`enter ${pid}`)
    this.inside.add(pid)
    this.isFrozen = false
  }

  leave(pid: number, to: string): void {
    this.#step(`leave ${pid} to ${to}`)
    this.inside.delete(pid)
  }

  groupOf(pid: number): string {
    return this.inside.has(pid) ? '/' : '/elsewhere'
  }

  #step(step: string): void {
    const refusal = this.refusals.get(step.split(' ')[0] as string)
    if (refusal !== undefined) throw refusal
    this.wrote.push(step)
  }
}

/** A controller of a fake group, with so many processes that it has moved in. */
export function scene(count = 1) {
  const table = new FakeTable()
  const group = new FakeGroup()
  const on = controllerOn(table, { mode: 'cgroup', cgroup: group })
  const processes = Array.from({ length: count }, () => table.spawn())
  for (const { pid, startTime } of processes) on.controller.register({ pid, startTime })
  const [first, second] = processes as [FakeProcess, FakeProcess]
  return { table, group, first, second, ...on, ...stepByStep(table, on.clock) }
}
