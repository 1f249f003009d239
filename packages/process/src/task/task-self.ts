import { SimulatorError } from '@sim/core'

import type { MonitorRef, Tag } from '../kernel/envelope.ts'
import type { LinkOptions } from '../kernel/links.ts'
import type { Pid } from '../kernel/pid.ts'
import type { Process } from '../kernel/process.ts'
import { runAs } from '../kernel/current.ts'
import { demonitor, link, monitor, trapExit, unlink } from '../kernel/relations.ts'
import { request, type RequestOptions } from '../kernel/request.ts'
import { sendMessage, type SendOptions } from '../kernel/send-message.ts'
import { sendAfter, type SendTimer } from '../kernel/send-timer.ts'

import type { Mailbox } from './mailbox.ts'
import type { ProcessEnvironment, Self, Spawner, TaskOptions } from './self.ts'
import type { TaskBody } from './task-body.ts'

type Addressee = Pid | { readonly pid: Pid }

/** What a task is for itself. */
export class TaskSelf<M> implements Self<M> {
  readonly pid: Pid
  readonly environment: ProcessEnvironment
  readonly #process: Process
  readonly #body: TaskBody<M>
  readonly #spawner: Spawner
  readonly #maySpawn: boolean

  constructor(
    process: Process,
    body: TaskBody<M>,
    around: { readonly environment: ProcessEnvironment; readonly spawner: Spawner },
    options: TaskOptions,
  ) {
    this.pid = process.pid
    this.environment = around.environment
    this.#process = process
    this.#body = body
    this.#spawner = around.spawner
    this.#maySpawn = options.maySpawn ?? true
  }

  get signal(): AbortSignal {
    return this.#body.signal
  }

  get mailbox(): Mailbox<M> {
    return this.#body.mailbox
  }

  get spawn(): Spawner['spawn'] {
    return this.#permitted('spawn')
  }

  get spawnOs(): Spawner['spawnOs'] {
    return this.#permitted('spawnOs')
  }

  get spawnWasm(): Spawner['spawnWasm'] {
    return this.#permitted('spawnWasm')
  }

  get start(): Spawner['start'] {
    return this.#permitted('start')
  }

  get supervise(): Spawner['supervise'] {
    return this.#permitted('supervise')
  }

  trapExit(on: boolean): void {
    this.#body.assertAlive()
    trapExit(this.#process, on)
  }

  link(to: Addressee, options?: LinkOptions): void {
    this.#body.assertAlive()
    link(this.#process, pidOf(to), options)
  }

  unlink(to: Addressee): void {
    this.#body.assertAlive()
    unlink(this.#process, pidOf(to))
  }

  monitor(pid: Addressee, options: { readonly tag?: Tag | undefined } = {}): MonitorRef {
    this.#body.assertAlive()
    return monitor(this.#process, pidOf(pid), options.tag)
  }

  demonitor(ref: MonitorRef, options: { readonly flush?: boolean | undefined } = {}): boolean {
    this.#body.assertAlive()
    return demonitor(this.#process, ref, options.flush ?? true)
  }

  send(to: Pid | string, data: unknown, options: SendOptions = {}): boolean {
    this.#body.assertAlive()
    const target = this.#process.home.resolve(to)
    return target !== undefined && sendMessage(target, data, { ...options, from: this.pid })
  }

  async request<R>(to: Pid | string, data: unknown, options?: RequestOptions): Promise<R> {
    this.#body.assertAlive()
    const answer = await request<R>(this.#process.home, this.#process, to, data, options)
    this.#body.assertAlive()
    return answer
  }

  sleep(ms: number, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    return this.#body.sleep(ms, options.signal)
  }

  sendAfter(to: Pid | string, data: unknown, ms: number, options?: SendOptions): SendTimer {
    this.#body.assertAlive()
    return sendAfter(this.#process.home, this.#process, to, data, ms, options)
  }

  defer(release: () => unknown): void {
    this.#body.assertAlive()
    // Whoever ended it is not who releases what it had.
    this.#process.scope.defer(() => runAs(this, release))
  }

  #permitted<K extends keyof Spawner>(how: K): Spawner[K] {
    if (this.#maySpawn) return this.#spawner[how]
    const denied = (): Promise<never> =>
      Promise.reject(
        new SimulatorError(
          'ERR_SPAWN_DENIED',
          `${this.#process.name} doesn't have permissions to spawn sub-processes`,
        ),
      )
    return denied
  }
}

function pidOf(addressee: Addressee): Pid {
  return typeof addressee === 'string' ? addressee : addressee.pid
}
