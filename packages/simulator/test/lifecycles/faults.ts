import {
  phaseTransitions,
  type Invocation,
  type JournalEntry,
  type JournalEntryType,
  type Simulator,
} from '@sim/simulator'

/** What is wrong with an environment that is over. `expected`: what invocations were to be answered with, by id. */
export function faultsOf(
  simulator: Simulator,
  expected: ReadonlyMap<string, string>,
): readonly string[] {
  const entries = simulator.journal.entries()
  return [
    ...phaseFaults(entries, simulator.phase),
    ...processFaults(entries),
    ...initFaults(entries),
    ...simulator.invocations.flatMap((one) => [
      ...invocationFaults(entries, one),
      ...telemetryFaults(entries, one, storyOf(simulator)),
      ...answerFaults(one, expected.get(one.requestId)),
    ]),
    ...orderFaults(entries),
  ]
}

function phaseFaults(entries: readonly JournalEntry[], last: string): readonly string[] {
  const faults: string[] = []
  let phase: string | undefined
  for (const { from, to } of ofType(entries, 'phase')) {
    if (phase !== undefined && from !== phase) faults.push(`phase ${phase} became ${from} unseen`)
    if (!Object.values(phaseTransitions[from]).includes(to)) {
      faults.push(`illegal phase ${from} -> ${to}`)
    }
    phase = to
  }
  if (phase !== 'stopped' || last !== 'stopped') faults.push(`the last phase is ${phase}`)
  return faults
}

function processFaults(entries: readonly JournalEntry[]): readonly string[] {
  const faults: string[] = []
  const living = new Map<number, string>()
  for (const entry of entries) {
    if (entry.type === 'process.spawned') living.set(entry.pid, entry.name)
    if (entry.type === 'process.exited' && !living.delete(entry.pid)) {
      faults.push(`${entry.name} ended without having lived`)
    }
    if (entry.type === 'unended') faults.push(`unended: ${entry.message}`)
    // One process of each name at a time, and none of an earlier generation.
    if (entry.type === 'phase' && entry.to === 'dormant' && living.size > 0) {
      faults.push(`outlived its generation: ${[...living.values()].join()}`)
    }
  }
  for (const name of living.values()) faults.push(`${name} never ended`)
  return faults
}

function initFaults(entries: readonly JournalEntry[]): readonly string[] {
  const [begun, over] = ['platform.initStart', 'platform.initReport'].map((type) =>
    ofType(entries, 'telemetry').filter(({ event }) => event.type === type),
  )
  return begun?.length === over?.length
    ? []
    : [`${begun?.length} inits began, ${over?.length} were reported`]
}

/** Every invocation has one answer and one end, in this order. */
function invocationFaults(
  entries: readonly JournalEntry[],
  { requestId, progress, result, status }: Invocation,
): readonly string[] {
  const faults: string[] = []
  const own = entries.filter(
    (entry) =>
      entry.type.startsWith('invocation.') && 'requestId' in entry && entry.requestId === requestId,
  )
  const story = own.map(({ type }) => type.replace('invocation.', '')).join(' ')
  // A poll that was lost is answered again with the same event.
  if (!/^queued( dispatched( handed)*( responding)?)? answered ended$/.test(story)) {
    faults.push(`${requestId} was ${story}`)
  }
  if (progress !== 'ended' || result === undefined) faults.push(`${requestId} is ${progress}`)
  const answered = ofType(entries, 'invocation.answered').find((one) => one.requestId === requestId)
  if (answered !== undefined && answered.status !== status) {
    faults.push(`${requestId} was answered ${answered.status}, but has ${status}`)
  }
  return faults
}

/** What is told of who ran. Documented: a managed instance tells of no runtimeDone. */
function storyOf({ settings }: Simulator): RegExp {
  return settings.initializationType === 'lambda-managed-instances'
    ? /^(start report)?$/
    : /^((start )?runtimeDone report)?$/
}

/** Who ran has one report, after everything else; who did not run has nothing. */
function telemetryFaults(
  entries: readonly JournalEntry[],
  { requestId, report }: Invocation,
  expected: RegExp,
): readonly string[] {
  const told = ofType(entries, 'telemetry')
    .map(({ event }) => event)
    .filter(
      ({ type, record }) =>
        /^platform\.(start|runtimeDone|report)$/.test(type) &&
        (record as { requestId?: string }).requestId === requestId,
    )
  const story = told.map(({ type }) => type.replace('platform.', '')).join(' ')
  const isComplete = (story !== '') === (report !== undefined)
  return expected.test(story) && isComplete ? [] : [`${requestId} was told as "${story}"`]
}

/** Nobody has somebody else's answer. */
function answerFaults(
  { requestId, status, text }: Invocation,
  nonce: string | undefined,
): readonly string[] {
  if (nonce === undefined || status !== 'success') return []
  return text.includes(nonce)
    ? []
    : [`${requestId} has the answer of another: ${text.slice(0, 100)}`]
}

function orderFaults(entries: readonly JournalEntry[]): readonly string[] {
  return entries.flatMap((entry, index) => {
    const previous = entries[index - 1]
    if (previous === undefined) return []
    const isInOrder =
      entry.sequence === previous.sequence + 1 &&
      entry.atMs >= previous.atMs &&
      entry.generation >= previous.generation
    return isInOrder ? [] : [`entry ${entry.sequence} is out of order`]
  })
}

function ofType<T extends JournalEntryType>(
  entries: readonly JournalEntry[],
  type: T,
): readonly JournalEntry<T>[] {
  return entries.filter(
    (entry) => entry.type === type,
  ) as readonly JournalEntry[] as readonly JournalEntry<T>[]
}
