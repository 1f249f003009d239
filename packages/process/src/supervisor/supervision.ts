import type { ProcessHandle } from '../kernel/process-handle.ts'
import type { ChildDeath } from './child-death.ts'

/**
 * Who goes and comes back with a child that has to be restarted: nobody, all its siblings, or those that were started
 * after it.
 */
export type Strategy = 'one_for_one' | 'one_for_all' | 'rest_for_one'

/**
 * When a child that ended by itself is restarted.
 *
 * - `permanent`: always.
 * - `transient`: unless its end was normal or a shutdown, also through a link. A supervisor that gave up has shut down.
 * - `temporary`: never, not with its siblings either; it is forgotten.
 */
export type RestartType = 'permanent' | 'transient' | 'temporary'

/** Whether a supervisor stops when significant children have ended by themselves and are not restarted. */
export type AutoShutdown = 'never' | 'any_significant' | 'all_significant'

/** `reverse`: the last started first, each when the one before is dead. `together`: all side by side. */
export type StopOrder = 'reverse' | 'together'

/** Milliseconds of a polite stop; `kill`: it is not asked at all; `infinity`: it is never forced. */
export type ChildShutdown = number | 'kill' | 'infinity'

/** A child's spec. `S` is what may spawn, `H` what its start resolves with. */
export interface ChildSpecOf<S, H extends ProcessHandle = ProcessHandle> {
  /** What the supervisor calls it; no two children have the same. */
  readonly id: string
  /**
   * Starts it, each time in the same way; by then its predecessor is dead and what that owned is free.
   *
   * What it spawns through the spawner belongs to the supervisor. All of it ends with the child, or when the start fails.
   * A process from elsewhere may be returned as well: the supervisor watches, stops and kills it like the others.
   */
  start(spawner: S): Promise<H> | H
  /** Default `permanent`. */
  readonly restart?: RestartType | undefined
  /** Whether `autoShutdown` means it. Not for permanent children. Default false. */
  readonly significant?: boolean | undefined
  /** Default: what it was spawned with, else 2000; for supervisors `infinity`. */
  readonly shutdownMs?: ChildShutdown | undefined
  /** Asks it to stop in another way than its body does. What it throws makes the supervisor fail. */
  stop?(child: H): void
}

/** A supervisor's spec. `S` is what may spawn. */
export interface SupervisorSpecOf<S> {
  /** Registered in the environment as long as the supervisor lives. */
  readonly name?: string | undefined
  /** Started in this order. */
  readonly children: readonly ChildSpecOf<S>[]
  /** Default `one_for_one`. */
  readonly strategy?: Strategy | undefined
  /**
   * How many restarts are allowed within `periodMs`; for one more it gives up: it stops its children and ends by a
   * `shutdown` whose `cause` is the first death. 0: with the first death, whatever else it does. `Infinity`: never.
   * Default 1.
   */
  readonly intensity?: number | undefined
  /** Milliseconds of the environment's clock, which never goes back. Default 5000. */
  readonly periodMs?: number | undefined
  /** Default `never`. */
  readonly autoShutdown?: AutoShutdown | undefined
  /** Default `reverse`. */
  readonly stopOrder?: StopOrder | undefined
  /**
   * Milliseconds to wait before a restart. Counts the restarts in a row of the child that ended, from 1 on; a child that
   * lived for `periodMs` begins again. Default: no wait.
   */
  readonly backoffMs?: ((restartsInARow: number) => number) | undefined
  /**
   * Called when it gives up. Then it leaves its children to be stopped by who was told: it starts nobody any more, and
   * waits for its `stop()`. Default: it stops them at once, as it does when this throws, which surfaces as an unhandled
   * rejection.
   */
  onGiveUp?(firstCause: ChildDeath): void
}
