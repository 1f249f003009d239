import type { Clock, Timestamps } from '@sim/core'
import type { FreezeController } from '@sim/freeze'
import type { Cgroup } from '@sim/process'
import type { TelemetryService } from '@sim/telemetry-api'
import type { Invocation } from '../invocation/invocation.ts'
import type { PeakMemory } from '../generation/memory-use.ts'
import type { PlatformTime } from '../platform-time.ts'
import type { Journal } from '../journal/journal.ts'
import type { Settings } from '../options.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Tracer } from '../telemetry/trace.ts'

/** What every flow of an environment works with. */
export interface FlowContext {
  readonly settings: Settings
  /** Someone else starts the runtime. */
  readonly attached: boolean
  readonly clock: Clock
  /** What every limit of the platform goes by. `clock` is its clock. */
  readonly time: PlatformTime
  readonly journal: Journal
  readonly telemetry: TelemetryService
  readonly freezer: FreezeController
  /** What its processes live in, with `freeze: 'cgroup'`. */
  readonly cgroup: Cgroup | undefined
  /** What its processes have used at most. */
  readonly memory: PeakMemory
  readonly tracer: Tracer
  readonly timestamps: Timestamps
  /** Where processes run. */
  readonly sandbox: Sandbox
  /** What `AWS_LAMBDA_RUNTIME_API` is for processes. */
  readonly runtimeApi: string
  /** The one of the moment: a restore gives the environment another. */
  readonly logStreamName: string
  /** With SnapStart: what init ends in. */
  readonly snapshot: Snapshot | undefined
  /** Of every invocation. */
  readonly functionArn: string
  /** The invocation that runs now, if one does. */
  readonly running: () => Invocation | undefined
}
