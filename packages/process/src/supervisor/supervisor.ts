import type { ExitReason } from '../kernel/exit-reason.ts'
import { ProcessHandle } from '../kernel/process-handle.ts'
import type { ChildDeath } from './child-death.ts'
import type { ChildInfo } from './child-info.ts'
import type { SupervisorBody } from './supervisor-body.ts'
import type { StopChildOptions } from './stop-policy.ts'
import type { RestartIntensityError } from './supervisor-errors.ts'
import type { StartChildOptions, StopSupervisorOptions } from './supervisor-handle.ts'
import type { ChildSpec, SupervisorHandle } from './supervisor-spec.ts'

/** A supervisor, as others hold it. What it says is its body's. */
export class Supervisor extends ProcessHandle<void, SupervisorBody> implements SupervisorHandle {
  get gaveUp(): RestartIntensityError | undefined {
    return this.body.gaveUp
  }

  get firstCause(): ChildDeath | undefined {
    return this.body.firstCause
  }

  children(): readonly ChildInfo[] {
    return this.body.children()
  }

  startChild<H extends ProcessHandle>(
    spec: ChildSpec<H>,
    { signal }: StartChildOptions = {},
  ): Promise<H> {
    return this.body.commands.startChild(spec, signal) as Promise<H>
  }

  stopChild(id: string, options: StopChildOptions = {}): Promise<ExitReason | undefined> {
    return this.body.commands.stopChild(id, options)
  }

  restartChild(id: string, { signal }: StartChildOptions = {}): Promise<ProcessHandle> {
    return this.body.commands.restartChild(id, signal)
  }

  override stop(options: StopSupervisorOptions = {}): Promise<ExitReason> {
    if (options.policy !== undefined) this.body.plan(options.policy)
    return super.stop(options)
  }
}
