import fc, { type Arbitrary } from 'fast-check'

/** What happens next. Numbers that stand for processes are taken modulo how many there are. */
export type Step =
  | ({ do: 'spawn' } & SpawnStep)
  | { do: 'link'; who: number; whom: number; tag: Tag; oneWay: boolean; relink: boolean }
  | { do: 'unlink'; who: number; whom: number }
  | { do: 'monitor'; who: number; whom: number; tag: Tag }
  | { do: 'demonitor'; which: number; flush: boolean }
  | { do: 'trap'; who: number; on: boolean }
  | { do: 'send'; from: number | undefined; whom: number; byName: boolean; tag: Tag }
  | { do: 'receive'; who: number; tags: number[]; only: 'messages' | 'exits' | undefined }
  | { do: 'kill'; by: number | undefined; whom: number }
  | { do: 'stop'; whom: number; deadlineMs: number | undefined }
  | { do: 'finish'; who: number; how: 'return' | 'throw' | 'pass on' }
  | { do: 'register'; name: Name; who: number }
  | { do: 'unregister'; name: Name; environment: 0 | 1 }
  | { do: 'advance'; ms: number }

export type Name = 'a' | 'b' | 'c'

type Tag = number | undefined

export interface SpawnStep {
  environment: 0 | 1
  /** `undefined`: the environment. */
  by: number | undefined
  name: Name | undefined
  link: { to: number | undefined; tag: Tag } | undefined
  monitor: { tag: Tag } | undefined
  trap: boolean
  detached: boolean
  normalExit: 'normal' | 'failure'
  shutdownMs: number | 'kill'
}

const index = fc.nat({ max: 999 })
const tag = fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined })
const rarely = fc.nat({ max: 5 }).map((n) => n === 0)
const name = fc.constantFrom<Name[]>('a', 'b', 'c')
const environment = fc.constantFrom<(0 | 1)[]>(0, 0, 0, 1)
const orNobody = fc.option(index, { nil: undefined, freq: 2 })

const spawn: Arbitrary<Step> = fc.record({
  do: fc.constant('spawn' as const),
  environment,
  by: orNobody,
  name: fc.option(name, { nil: undefined, freq: 1 }),
  link: fc.option(fc.record({ to: fc.option(index, { nil: undefined, freq: 1 }), tag }), {
    nil: undefined,
    freq: 1,
  }),
  monitor: fc.option(fc.record({ tag }), { nil: undefined, freq: 1 }),
  trap: rarely,
  detached: rarely,
  normalExit: fc.constantFrom('normal' as const, 'normal' as const, 'failure' as const),
  shutdownMs: fc.constantFrom<(number | 'kill')[]>('kill', 100, 2_000),
})

const others: Arbitrary<Step>[] = [
  fc.record({
    do: fc.constant('link' as const),
    who: index,
    whom: index,
    tag,
    oneWay: rarely,
    relink: rarely,
  }),
  fc.record({ do: fc.constant('unlink' as const), who: index, whom: index }),
  fc.record({ do: fc.constant('monitor' as const), who: index, whom: index, tag }),
  fc.record({ do: fc.constant('demonitor' as const), which: index, flush: fc.boolean() }),
  fc.record({ do: fc.constant('trap' as const), who: index, on: fc.boolean() }),
  fc.record({
    do: fc.constant('send' as const),
    from: orNobody,
    whom: index,
    byName: rarely,
    tag,
  }),
  fc.record({
    do: fc.constant('receive' as const),
    who: index,
    tags: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }),
    only: fc.constantFrom(undefined, 'messages' as const, 'exits' as const),
  }),
  fc.record({ do: fc.constant('kill' as const), by: orNobody, whom: index }),
  fc.record({
    do: fc.constant('stop' as const),
    whom: index,
    deadlineMs: fc.constantFrom(undefined, 0, 500),
  }),
  fc.record({
    do: fc.constant('finish' as const),
    who: index,
    how: fc.constantFrom('return' as const, 'throw' as const, 'pass on' as const),
  }),
  fc.record({ do: fc.constant('register' as const), name, who: index }),
  fc.record({ do: fc.constant('unregister' as const), name, environment }),
  fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(0, 100, 500, 2_000) }),
]

/** One to eighty steps. What makes a world comes more often than what ends it. */
export const steps: Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: spawn },
    ...others.map((arbitrary, at) => ({
      weight: [3, 1, 2, 1, 1, 3, 2, 1, 1, 1][at] ?? 1,
      arbitrary,
    })),
  ),
  { minLength: 1, maxLength: 80, size: 'max' },
)
