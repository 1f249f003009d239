import { soon } from '../../seed/patience.ts'
import type { Step } from '../actors.ts'
import { happened } from '../prompter.ts'
import { afterExtension, fine, invoke, orders, saysHello, shipper } from './players.ts'
import type { Timeline } from './timeline.ts'

const everyVersion = ['2022-07-01', '2022-12-13', '2025-01-29', '2020-08-15', '2021-03-18'] as const

const coldStart: Timeline = {
  name: 'cold-start',
  observers: everyVersion,
  cast: (subscribe) => ({
    options: orders,
    runtime: { start: [afterExtension, ['say', 'module loaded']], invoke: saysHello },
    extensions: {
      'trace-shipper': (uri) => {
        const { start = [] } = shipper(subscribe)(uri)
        return { start: [['say', '[trace-shipper] starting'], ...start] }
      },
    },
  }),
  act: (play) => invoke(play),
  last: ['platform.report', 1],
}

const warmStart: Timeline = {
  name: 'warm-start',
  observers: ['2022-12-13', '2025-01-29'],
  cast: (subscribe) => fine(subscribe),
  act: async (play) => {
    await invoke(play)
    await invoke(play, [
      ['say', 'hello again'],
      ['respond', 50],
    ])
  },
  last: ['platform.report', 2],
}

const handlerError: Timeline = {
  name: 'handler-error',
  observers: ['2022-12-13', '2025-01-29', '2021-03-18'],
  cast: (subscribe) => fine(subscribe),
  act: async (play) => {
    await invoke(play)
    await invoke(play, [
      ['say', 'boom'],
      ['fail', 'Function.Boom'],
    ])
  },
  last: ['platform.report', 2],
}

const shutdown: Timeline = {
  name: 'shutdown',
  observers: ['2022-12-13', '2025-01-29'],
  cast: (subscribe) => ({
    options: orders,
    runtime: { start: [afterExtension], shutdown: [['say', 'SIGTERM received']] },
    extensions: {
      'trace-shipper': shipper(subscribe, {
        shutdown: [
          ['say', '[trace-shipper] SHUTDOWN spindown'],
          ['cue', 'heard'],
        ],
      }),
    },
  }),
  act: async (play) => {
    await invoke(play)
    await invoke(play)
    await play.listener.nth('platform.report', 2)
    const over = play.simulator.shutdown()
    await play.listener.nth('extension')
    play.prompter.cue('heard')
    await over
  },
  last: ['extension', 1],
}

const shutdownAlone: Timeline = {
  name: 'shutdown-without-extensions',
  observers: ['simulator'],
  cast: () => ({ options: orders, runtime: { shutdown: [['say', 'never heard of it']] } }),
  act: async (play) => {
    await invoke(play, saysHello)
    await play.simulator.shutdown()
  },
  last: ['platform.report', 1],
}

const snapStart: Timeline = {
  name: 'snap-start',
  observers: everyVersion,
  cast: (subscribe) => ({
    options: {
      ...orders,
      initializationType: 'snap-start',
      functionVersion: '7',
      memorySizeMb: 1_024,
    },
    runtime: { start: [afterExtension, ['restore']], invoke: [['respond', 31]] },
    extensions: { 'trace-shipper': shipper(subscribe) },
  }),
  act: (play) => invoke(play),
  last: ['platform.report', 1],
}

const provisioned: Timeline = {
  name: 'provisioned-concurrency',
  observers: ['2025-01-29', '2021-03-18'],
  cast: (subscribe) =>
    fine(subscribe, { ...orders, initializationType: 'provisioned-concurrency' }),
  act: (play) => invoke(play),
  last: ['platform.report', 1],
}

const streaming: Timeline = {
  name: 'streamed-response',
  observers: ['2025-01-29'],
  cast: (subscribe) => fine(subscribe),
  act: async ({ simulator, prompter }) => {
    const payload = { do: [['stream', 'first', 'second']] }
    const { invocation, body } = await simulator.invokeWithResponseStream(payload)
    for await (const part of body) prompter.cue(String(part))
    await invocation.done(soon)
  },
  last: ['platform.report', 1],
}

const twoExtensions: Timeline = {
  name: 'two-extensions',
  observers: ['2025-01-29'],
  cast: (subscribe) => ({
    options: orders,
    runtime: { start: [['until', { type: 'extension.polled' }, 2]] },
    extensions: {
      'trace-shipper': shipper(subscribe),
      'cache-warmer': () => ({ start: [['register', 'SHUTDOWN']] }),
    },
  }),
  act: (play) => invoke(play),
  last: ['platform.report', 1],
}

const internal: Timeline = {
  name: 'internal-extension',
  observers: ['2025-01-29'],
  cast: (subscribe) => ({
    options: orders,
    runtime: {
      start: [
        ['register', 'in-process-agent', 'INVOKE'],
        ['listen'],
        ['until', { type: 'extension.polled' }, 2],
      ],
    },
    extensions: { 'trace-shipper': shipper(subscribe) },
  }),
  act: (play) => invoke(play),
  last: ['platform.report', 1],
}

const traced: Timeline = {
  name: 'traced-for-a-tenant',
  observers: ['2022-12-13', '2025-01-29', '2021-03-18'],
  cast: (subscribe) => fine(subscribe),
  act: async ({ simulator }) => {
    const traceId = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
    await simulator.enqueue({}, { traceId, tenantId: 'tenant-blue' }).done(soon)
  },
  last: ['platform.report', 1],
}

const answersOn = (cue: string): { do: readonly Step[] } => ({
  do: [
    ['cue', cue],
    ['respond', 50],
  ],
})

const managed: Timeline = {
  name: 'managed-instances',
  observers: ['2025-01-29'],
  cast: (subscribe) => ({
    options: {
      ...orders,
      initializationType: 'lambda-managed-instances',
      functionVersion: '3',
    },
    runtime: { start: [afterExtension] },
    variables: { WORKERS: '2' },
    extensions: {
      'trace-shipper': (uri) => ({ start: [['register', 'SHUTDOWN'], subscribe(uri)] }),
    },
  }),
  act: async ({ simulator, prompter }) => {
    await simulator.waitForPhase('idle', soon)
    await simulator.waitFor(() => simulator.idleWorkers === 2, { what: 'two workers', ...soon })
    const first = simulator.enqueue(answersOn('last'))
    const second = simulator.enqueue(answersOn('first'))
    await happened(simulator, { type: 'invocation.handed' }, 2)
    prompter.cue('first')
    await second.done(soon)
    prompter.cue('last')
    await first.done(soon)
  },
  last: ['platform.report', 2],
}

/** What goes well. */
export const successes: readonly Timeline[] = [
  coldStart,
  warmStart,
  handlerError,
  shutdown,
  shutdownAlone,
  snapStart,
  provisioned,
  streaming,
  twoExtensions,
  internal,
  traced,
  managed,
]
