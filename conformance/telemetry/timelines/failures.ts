import { soon } from '../../seed/patience.ts'
import type { Script, Step } from '../actors.ts'
import { happened } from '../prompter.ts'
import {
  afterExtension,
  byHand,
  deliver,
  dormant,
  fine,
  handed,
  invoke,
  orders,
  polled,
  saysHello,
  shipper,
  shipperOnce,
} from './players.ts'
import type { Timeline } from './timeline.ts'

const importError = 'Runtime.ImportModuleError'

const initFailsTwice: Timeline = {
  name: 'init-failure-twice',
  observers: ['2022-07-01', '2025-01-29', '2021-03-18'],
  cast: (subscribe) => ({
    options: orders,
    runtime: {
      start: [afterExtension, ['say', importError], ['init-error', importError], ['exit', 1]],
    },
    extensions: { 'trace-shipper': shipper(subscribe) },
  }),
  act: async (play) => {
    await dormant(play)
    await invoke(play)
  },
  last: ['platform.report', 1],
}

const initRecovers: Timeline = {
  name: 'init-failure-then-recovery',
  observers: ['2022-07-01', '2025-01-29'],
  cast: (subscribe) => ({
    options: orders,
    runtime: [{ start: [afterExtension, ['exit', 1]] }, { start: [afterExtension] }],
    extensions: { 'trace-shipper': shipperOnce(subscribe) },
  }),
  act: async (play) => {
    await dormant(play)
    await invoke(play)
  },
  last: ['platform.report', 1],
}

const runtimeThatHangs = (...generations: readonly boolean[]): Script =>
  generations.map((hangs) => ({
    start: [afterExtension, ...(hangs ? [['stay'] as const] : [])],
  }))

const initTimesOut: Timeline = {
  name: 'init-timeout-then-recovery',
  observers: ['2022-07-01', '2025-01-29', '2021-03-18'],
  cast: (subscribe) => ({
    options: byHand,
    runtime: runtimeThatHangs(true, false),
    extensions: { 'trace-shipper': shipper(subscribe) },
  }),
  act: async (play) => {
    await polled(play, 1)
    play.simulator.advance(byHand.initTimeoutMs)
    await dormant(play)
    await invoke(play)
    deliver(play)
  },
  last: ['platform.report', 1],
}

const initTimesOutTwice: Timeline = {
  name: 'init-timeout-twice',
  observers: ['2025-01-29'],
  cast: (subscribe) => ({
    options: byHand,
    runtime: runtimeThatHangs(true),
    extensions: { 'trace-shipper': shipper(subscribe) },
  }),
  act: async (play) => {
    await polled(play, 1)
    play.simulator.advance(byHand.initTimeoutMs)
    await dormant(play)
    const invocation = play.simulator.enqueue({})
    await polled(play, 2)
    play.simulator.advance(byHand.timeoutMs)
    await invocation.done(soon)
    deliver(play)
  },
  last: ['platform.report', 1],
}

const crash: Timeline = {
  name: 'runtime-crash',
  observers: ['2022-07-01', '2022-12-13', '2025-01-29', '2020-08-15', '2021-03-18'],
  cast: (subscribe) => ({
    ...fine(subscribe),
    extensions: { 'trace-shipper': shipperOnce(subscribe) },
  }),
  act: async (play) => {
    await invoke(play)
    await invoke(play, [
      ['say', 'about to exit'],
      ['exit', 1],
    ])
    await invoke(play)
  },
  last: ['platform.report', 3],
}

const timeout: Timeline = {
  name: 'timeout',
  observers: ['2022-07-01', '2022-12-13', '2025-01-29', '2020-08-15', '2021-03-18'],
  cast: (subscribe) => fine(subscribe, byHand),
  act: async (play) => {
    await invoke(play)
    const invocation = play.simulator.enqueue({ do: [['say', 'sleeping'], ['stay']] })
    await happened(play.simulator, { type: 'process.output', text: 'sleeping' })
    play.simulator.advance(byHand.timeoutMs)
    await invocation.done(soon)
    deliver(play)
  },
  last: ['platform.report', 2],
}

const timeoutAfterResponse: Timeline = {
  name: 'timeout-after-the-response',
  observers: ['2025-01-29'],
  cast: (subscribe) => fine(subscribe, byHand),
  act: async (play) => {
    const invocation = play.simulator.enqueue({ do: [['respond', 212], ['stay']] })
    await invocation.completed(soon)
    play.simulator.advance(byHand.timeoutMs)
    await invocation.done(soon)
    deliver(play)
  },
  last: ['platform.report', 1],
}

/** An extension that takes these steps when it is told of an invocation. */
const extensionEnds = (name: string, steps: readonly Step[], todo: readonly Step[]): Timeline => ({
  name,
  observers: ['2025-01-29', '2021-03-18'],
  cast: (subscribe) => ({
    ...fine(subscribe),
    extensions: { 'trace-shipper': shipper(subscribe, { invoke: steps }) },
  }),
  act: (play) => invoke(play, todo),
  last: ['platform.report', 1],
})

const runtimeDone: Step = ['until', { type: 'telemetry', event: { type: 'platform.runtimeDone' } }]

const initFailsInExtension: Timeline = {
  name: 'extension-init-error',
  observers: ['2025-01-29'],
  cast: (subscribe) => ({
    ...fine(subscribe),
    extensions: {
      'trace-shipper': (uri) => {
        const { start = [] } = shipper(subscribe)(uri)
        const runtimePolled: Step = ['until', { type: 'runtime.polled' }]
        const gone: Step[] = [
          ['init-error', 'Extension.ConfigInvalid'],
          ['exit', 1],
        ]
        return { start: [...start, runtimePolled, ...gone] }
      },
    },
    runtime: {},
  }),
  act: (play) => dormant(play),
  last: ['platform.initReport', 1],
}

const restoreFails: Timeline = {
  name: 'restore-failure',
  observers: ['2025-01-29', '2021-03-18'],
  cast: (subscribe) => ({
    options: { ...orders, initializationType: 'snap-start' },
    runtime: { start: [afterExtension, ['restore'], ['exit', 1]] },
    extensions: { 'trace-shipper': shipper(subscribe) },
  }),
  act: async (play) => {
    await invoke(play)
    await dormant(play)
  },
  last: ['platform.restoreReport', 1],
}

const holdsOn: Timeline = {
  name: 'extension-holds-on',
  observers: ['2025-01-29'],
  cast: (subscribe) => ({
    ...fine(subscribe, byHand),
    extensions: { 'trace-shipper': shipper(subscribe, { invoke: [['stay']] }) },
  }),
  act: async (play) => {
    const invocation = play.simulator.enqueue({ do: saysHello })
    await handed(play)
    const done = { type: 'telemetry', event: { type: 'platform.runtimeDone' } }
    await happened(play.simulator, done)
    play.simulator.advance(byHand.timeoutMs)
    await happened(play.simulator, { type: 'shutdown' })
    play.simulator.advance(byHand.shutdownTimeoutMs)
    await invocation.done(soon)
    deliver(play)
  },
  last: ['platform.report', 1],
}

/** What goes wrong. */
export const failures: readonly Timeline[] = [
  initFailsTwice,
  initRecovers,
  initTimesOut,
  initTimesOutTwice,
  crash,
  timeout,
  timeoutAfterResponse,
  extensionEnds('extension-crash', [['exit', 1]], [['stay']]),
  extensionEnds(
    'extension-exit-error',
    [
      ['exit-error', 'Extension.UpstreamGone'],
      ['exit', 1],
    ],
    [['stay']],
  ),
  extensionEnds(
    'extension-crash-after-the-response',
    [runtimeDone, ['exit', 1]],
    [['respond', 50]],
  ),
  initFailsInExtension,
  restoreFails,
  holdsOn,
]
