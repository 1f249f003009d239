import type { ProcessIdentity, SignalPort } from '@sim/freeze'
import type { Cgroup, Program, SpawnOptions } from '@sim/process'
import type { Transport } from '@sim/telemetry-api'

/**
 * Where the processes of an environment live: this machine, or a container on it.
 *
 * The seam for containerised runtimes. Everything else, the APIs and their rules included, stays where it is.
 */
export interface Sandbox {
  /** Where its processes are stopped and resumed, and where their states are read. */
  readonly signals: SignalPort
  /** How telemetry reaches a listener inside. Default: HTTP on the loopback address. */
  readonly telemetry?: Transport | undefined
  /** What `AWS_LAMBDA_RUNTIME_API` is inside, for APIs that listen at this `host:port` outside. */
  runtimeApi(address: string): string
  /**
   * Starts a process and resolves when it runs. Rejects with `ERR_SPAWN` if it cannot be started, its `cause`
   * an error with a POSIX `code` if there is one. Every line that it writes is told before `exited` resolves.
   */
  spawn(options: SpawnOptions): Promise<SandboxProcess>
  /** Whether `spawn` hands further output descriptors on. Without it runtimes have no log descriptor. */
  readonly passesDescriptors?: boolean | undefined
  /** Makes a control group for its processes. Throws `ERR_CGROUP_UNAVAILABLE`. Without it there can be none. */
  createCgroup?(): Cgroup
  /** Says which process has this number inside. Throws what `identify` of `@sim/freeze` throws. */
  identify(pid: number): ProcessIdentity
  /** Whether there is a folder of this name. Without it nobody looks before a program is started in one. */
  isDirectory?(path: string): boolean
  /** The high-water mark of a process's memory in KiB; 0 where it is not known. */
  peakMemoryKb(pid: number): number
  /** What a process and all its descendants use; of what is gone nothing. Without it no memory limit can be held. */
  memoryOf?(pid: number): readonly ProcessMemory[]
}

/** What a process uses of memory, in KiB. */
export interface ProcessMemory {
  readonly pid: number
  /** Now. Linux: `VmRSS`. */
  readonly residentKb: number
  /** At most so far. Linux: `VmHWM`. */
  readonly peakKb: number
}

/** A process of an environment, wherever it runs. `OsProcess` of `@sim/process` is one. */
export type SandboxProcess = Program
