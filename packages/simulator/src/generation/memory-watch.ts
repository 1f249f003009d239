import { SimulatorError, systemClock } from '@sim/core'
import type { FlowContext } from '../flows/flow-context.ts'
import type { GenerationProcesses, Member } from './generation-processes.ts'
import type { Settings } from '../options.ts'
import { extensionPrograms } from './programs.ts'
import type { ProcessMemory, Sandbox } from '../sandbox/sandbox.ts'

/** As fast as a process is taken to fill memory, in KiB a millisecond: it says when to look next. Chosen. */
const fastestKbPerMs = 4 * 1024

/** The shortest and the longest time between two looks, in milliseconds. */
const [soonestMs, latestMs] = [2, 50]

/** A process with all its descendants, and what they use together. */
interface Use {
  readonly member: Member
  readonly kilobytes: number
}

/**
 * Holds the processes of a generation to their memory: who has more is killed, as the kernel does on Lambda.
 *
 * The environment as a whole has `memorySizeMb`; of too much the largest process dies. The kernel is asked what is resident,
 * the more often the less is left; what grew and shrank between two looks counts as well. Where a process fills memory faster
 * than that it gets a little more.
 */
export class MemoryWatch implements Disposable {
  readonly #context: FlowContext
  readonly #processes: GenerationProcesses
  readonly #limits: MemoryLimits
  /** The high-water marks of the last look. */
  #peaks = new Map<number, number>()
  #timer: Disposable | undefined
  #victim: Member | undefined
  #isOver = false

  /** `undefined`: no process has a limit. */
  static over(context: FlowContext, processes: GenerationProcesses): MemoryWatch | undefined {
    const limits = memoryLimits(context.settings)
    return limits.exist ? new MemoryWatch(context, processes, limits) : undefined
  }

  private constructor(context: FlowContext, processes: GenerationProcesses, limits: MemoryLimits) {
    this.#context = context
    this.#processes = processes
    this.#limits = limits
  }

  /** Who was killed for it. */
  get victim(): Member | undefined {
    return this.#victim
  }

  /** Looks now, and again and again from then on. */
  look(): void {
    this.#timer?.[Symbol.dispose]()
    if (this.#isOver) return
    const uses = this.#read()
    const totalKb = uses.reduce((sum, { kilobytes }) => sum + kilobytes, 0)
    this.#context.memory.saw(totalKb)
    const found = this.#exceeded(uses, totalKb)
    if (found !== undefined) return this.#kill(found)
    this.#timer = systemClock.after(this.#pauseMs(uses, totalKb), () => this.look())
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    this.#timer?.[Symbol.dispose]()
  }

  // What was used since the last look: the high-water mark if that has grown, else what is resident.
  #read(): Use[] {
    const { sandbox } = this.#context
    const peaks = new Map<number, number>()
    const grown = ({ pid, residentKb, peakKb }: ProcessMemory): number => {
      peaks.set(pid, peakKb)
      return peakKb > (this.#peaks.get(pid) ?? 0) ? peakKb : residentKb
    }
    const uses = this.#processes.members.map((member) => ({
      member,
      kilobytes: (sandbox.memoryOf?.(member.pid) ?? []).reduce((sum, one) => sum + grown(one), 0),
    }))
    this.#peaks = peaks
    return uses
  }

  #exceeded(uses: readonly Use[], totalKb: number): (Use & { limitMb: number }) | undefined {
    for (const use of uses) {
      const limitMb = this.#limits.of(use.member)
      if (use.kilobytes > limitMb * 1024) return { ...use, limitMb }
    }
    const limitMb = this.#limits.environmentMb
    const [largest] = uses.toSorted((one, other) => other.kilobytes - one.kilobytes)
    return totalKb > limitMb * 1024 && largest ? { ...largest, limitMb } : undefined
  }

  #kill({ member, kilobytes, limitMb }: Use & { readonly limitMb: number }): void {
    const { role, name, pid } = member
    const usedMb = Math.ceil(kilobytes / 1024)
    this[Symbol.dispose]()
    this.#victim = member
    this.#context.journal.record('memory.exceeded', { role, name, pid, usedMb, limitMb })
    this.#processes.killOne(member)
  }

  #pauseMs(uses: readonly Use[], totalKb: number): number {
    const leftKb = Math.min(
      this.#limits.environmentMb * 1024 - totalKb,
      ...uses.map(({ member, kilobytes }) => this.#limits.of(member) * 1024 - kilobytes),
    )
    return Math.min(latestMs, Math.max(soonestMs, leftKb / fastestKbPerMs))
  }
}

interface MemoryLimits {
  readonly exist: boolean
  /** `Infinity`: none. */
  readonly environmentMb: number
  /** `Infinity`: none. */
  of(member: Member): number
}

function memoryLimits(settings: Settings): MemoryLimits {
  const { memoryLimit, memorySizeMb, runtime } = settings
  const environmentMb = memoryLimit === 'enforced' ? memorySizeMb : Infinity
  const runtimeMb = runtime?.memoryLimitMb ?? Infinity
  const names = extensionPrograms(settings).map(({ name }) => name)
  const extensionsMb = settings.extensions.map((one) => one.memoryLimitMb ?? Infinity)
  return {
    exist: [environmentMb, runtimeMb, ...extensionsMb].some((mb) => mb < Infinity),
    environmentMb,
    of: ({ role, name }) =>
      role === 'runtime' ? runtimeMb : (extensionsMb[names.indexOf(name)] ?? Infinity),
  }
}

/** Throws `ERR_MEMORY_LIMIT_UNSUPPORTED` where nobody can say what a process uses. */
export function refuseUnenforceableLimits(settings: Settings, sandbox: Sandbox): void {
  if (!memoryLimits(settings).exist || sandbox.memoryOf !== undefined) return
  throw new SimulatorError(
    'ERR_MEMORY_LIMIT_UNSUPPORTED',
    "a memory limit needs processes of this machine on Linux, found another place: leave out memoryLimitMb and memoryLimit: 'enforced'",
  )
}
