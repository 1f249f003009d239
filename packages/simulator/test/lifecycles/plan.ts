import type { JournalEntryType, SimulatorOptions } from '@sim/simulator'
import { Dice } from './dice.ts'
import { extensionChoices, runtimeInits, runtimeTurns } from './players.ts'
import type { ExtensionPlan, RuntimePlan } from './scripts.ts'

/** The first, second, … entry of a type. */
export interface Moment {
  readonly type: JournalEntryType
  readonly nth: number
  /** In the turn of the entry, or in one of the next. */
  readonly at: 'once' | 'soon'
}

/** What happens from outside. */
export type Mishap = Moment & {
  readonly does: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'enqueue'
  /** Of the processes that live then. */
  readonly who: number
}

export interface InvocationPlan {
  /** The event says what the runtime does with it. */
  readonly event: { readonly do: string; readonly nonce: string; readonly ms: number }
  /** By whom it comes, and who takes the response as it comes: all of it, none of it, or without reading it. */
  readonly through: 'library' | 'endpoint' | 'stream' | 'stream, let go' | 'stream, unread'
  /** When those who wait for it give up, in milliseconds. */
  readonly cancelAfterMs?: number | undefined
}

/** Invocations that are queued at once, and what is awaited before the next group. */
export interface Group {
  readonly invocations: readonly InvocationPlan[]
  readonly awaits:
    'nothing' | 'first answered' | 'last answered' | 'last done' | 'frozen' | 'a while'
  readonly ms: number
}

export type Ending = {
  readonly how:
    'shutdown' | 'stop' | 'stop in the middle of shutdown' | 'both at once' | 'end of the block'
  readonly reason: 'spindown' | 'timeout' | 'failure'
  /** Left out: when every invocation is over. */
  readonly at: Moment | undefined
  readonly ms: number
}

/** How one lifecycle is to go. */
export interface Plan {
  readonly seed: number
  readonly options: SimulatorOptions
  readonly runtime: RuntimePlan
  readonly extensions: readonly ExtensionPlan[]
  readonly groups: readonly Group[]
  readonly mishaps: readonly Mishap[]
  readonly ending: Ending
}

/** What happens in the lifecycle of this seed. */
export function planOf(seed: number): Plan {
  const dice = new Dice(seed)
  // Half of them go well but for one thing.
  const isCalm = dice.chance(0.5)
  const ordinary = isCalm ? 0.95 : 0.6
  const options = optionsOf(dice)
  return {
    seed,
    options,
    runtime: {
      kind: dice.chance(0.6) ? 'process' : 'attached',
      inits: dice.times(1, 3, () => dice.mostly('fine', ordinary, runtimeInits)),
      ignoresSigterm: dice.chance(0.1),
      workers: options.maxConcurrency ?? 1,
    },
    extensions: Array.from({ length: dice.pick([0, 0, 0, 1, 1, 2, 3]) }, (_, index) =>
      extensionOf(dice, `extension-${index}`, ordinary),
    ),
    groups: groupsOf(dice, ordinary),
    mishaps: isCalm ? [] : dice.times(0, 2, () => mishapOf(dice)),
    ending: endingOf(dice),
  }
}

function optionsOf(dice: Dice): SimulatorOptions {
  const options = commonOptions(dice)
  if (!dice.chance(0.1)) return options
  const initializationType = 'lambda-managed-instances'
  const maxConcurrency = dice.between(1, 4)
  return { ...options, initializationType, maxConcurrency, freeze: 'none', initialize: 'at-start' }
}

function commonOptions(dice: Dice): SimulatorOptions {
  const freeze = dice.pick(['none', 'process'] as const)
  const scale = dice.pick([0.1, 0.2])
  return {
    freeze,
    initialize: dice.mostly('at-start', 0.5, ['on-invoke', 'inside-invoke'] as const),
    initializationType: dice.mostly('on-demand', 0.7, [
      'provisioned-concurrency',
      'snap-start',
    ] as const),
    time: dice.chance(0.15) ? 'manual' : { scale },
    timeoutMs: dice.pick([1_500, 3_000]),
    initTimeoutMs: 5_000,
    restoreTimeoutMs: 3_000,
    ...(dice.chance(0.2) && { responseBandwidth: { rate: 65_536, burst: 65_536 } }),
    shutdownTimeoutMs: dice.pick([undefined, undefined, 0, 500]),
  }
}

function extensionOf(dice: Dice, name: string, ordinary: number): ExtensionPlan {
  const { start, init, invoke, shutdown } = extensionChoices
  return {
    kind: dice.chance(0.6) ? 'process' : 'attached',
    name,
    events: dice.pick([
      ['INVOKE', 'SHUTDOWN'],
      ['INVOKE', 'SHUTDOWN'],
      ['INVOKE'],
      ['SHUTDOWN'],
      [],
    ]),
    start: dice.mostly('fine', ordinary, start),
    init: dice.mostly('fine', ordinary, init),
    invokes: dice.times(1, 3, () => dice.mostly('fine', ordinary, invoke)),
    shutdown: dice.mostly('exit', ordinary, shutdown),
    telemetry: dice.pick(['none', 'none', 'none', 'listens', 'refuses', 'deaf']),
    ignoresSigterm: dice.chance(0.2),
  }
}

function groupsOf(dice: Dice, ordinary: number): Group[] {
  let left = dice.between(1, 8)
  const groups: Group[] = []
  while (left > 0) {
    const size = Math.min(left, dice.pick([1, 1, 2, 3, 8]))
    left -= size
    groups.push({
      invocations: Array.from({ length: size }, () => invocationOf(dice, ordinary)),
      awaits: dice.pick([
        'nothing',
        'first answered',
        'last answered',
        'last done',
        'frozen',
        'a while',
      ]),
      ms: dice.fraction() * 20,
    })
  }
  return groups
}

const throughs = ['endpoint', 'stream', 'stream, let go', 'stream, unread'] as const

function invocationOf(dice: Dice, ordinary: number): InvocationPlan {
  const nonce = String(dice.between(0, 1e9))
  return {
    event: { do: dice.mostly('answer', ordinary, runtimeTurns), nonce, ms: dice.fraction() * 20 },
    through: dice.mostly('library', 0.6, throughs),
    cancelAfterMs: dice.chance(0.3) ? dice.pick([0, dice.fraction() * 100]) : undefined,
  }
}

const momentTypes: readonly JournalEntryType[] = [
  'phase',
  'process.spawned',
  'process.exited',
  'extension.registered',
  'extension.handed',
  'runtime.polled',
  'invocation.queued',
  'invocation.dispatched',
  'invocation.handed',
  'invocation.answered',
  'invocation.ended',
  'frozen',
  'thawed',
  'failed',
  'shutdown',
  'telemetry',
]

function momentOf(dice: Dice): Moment {
  return {
    type: dice.pick(momentTypes),
    nth: dice.pick([1, 1, 2, 3, 5]),
    at: dice.pick(['once', 'soon']),
  }
}

function mishapOf(dice: Dice): Mishap {
  return {
    ...momentOf(dice),
    does: dice.pick(['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGSTOP', 'enqueue', 'enqueue']),
    who: dice.between(0, 3),
  }
}

function endingOf(dice: Dice): Ending {
  return {
    how: dice.pick([
      'shutdown',
      'shutdown',
      'stop',
      'stop in the middle of shutdown',
      'both at once',
      'end of the block',
    ]),
    reason: dice.pick(['spindown', 'timeout', 'failure']),
    at: dice.chance(0.35) ? momentOf(dice) : undefined,
    ms: dice.fraction() * 60,
  }
}
