import { Log, SimulatorError, systemClock, Timestamps, type Resources } from '@sim/core'
import { FreezeController } from '@sim/freeze'
import type { Cgroup } from '@sim/process'
import { listen, type RefusalListener } from '@sim/protocol'
import { TelemetryService, type TelemetryEvent } from '@sim/telemetry-api'
import { apis } from './apis.ts'
import { recordDelivery } from './telemetry/record-delivery.ts'
import { ExecutionEnvironment } from './environment/execution-environment.ts'
import type { FlowContext } from './flows/flow-context.ts'
import { recordFreezes } from './environment/freezing.ts'
import type { Generation } from './generation/generation.ts'
import type { GenerationSession } from './generation/generation-session.ts'
import type { Invocation } from './invocation/invocation.ts'
import { Journal } from './journal/journal.ts'
import type { LiveEnvironment } from './environment/live-environment.ts'
import { logStreamName } from './telemetry/log-stream-name.ts'
import { isManaged, profileOf } from './managed/is-managed.ts'
import { ManagedEnvironment } from './managed/managed-environment.ts'
import { PeakMemory } from './generation/memory-use.ts'
import { refuseUnenforceableLimits } from './generation/memory-watch.ts'
import type { Settings } from './options.ts'
import { extensionPrograms, runtimeProgram } from './generation/programs.ts'
import { localSandbox } from './sandbox/local-sandbox.ts'
import { PlatformTime, refuseVanishingLimits } from './platform-time.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { Snapshot } from './snapshot/snapshot.ts'
import type { Surroundings } from './surroundings.ts'
import { Tracer } from './telemetry/trace.ts'

/** The parts of a simulator, put together. */
export interface Assembled {
  readonly context: FlowContext
  readonly environment: LiveEnvironment
}

/** Puts an environment together behind its listening APIs. What it opens goes to `resources`. */
export async function assemble(
  settings: Settings,
  surroundings: Surroundings,
  resources: Resources,
): Promise<Assembled> {
  refuseVanishingLimits(settings)
  const { sandbox = localSandbox() } = surroundings
  const attached = runtimeProgram(settings) === undefined
  extensionPrograms(settings)
  refuseUnenforceableLimits(settings, sandbox)
  const time = new PlatformTime(settings.time)
  const { clock } = time
  const journal = new Journal(settings.journalLimit, clock)
  const cgroup = settings.freeze === 'cgroup' ? resources.use(cgroupOf(sandbox)) : undefined
  const freezer = freezerOf(settings, sandbox, journal, cgroup)
  const generation = (): Generation<GenerationSession> => environment.generation
  const telemetry = new TelemetryService({
    extensionName: (id) => generation().registry.extensions.find((known) => known.id === id)?.name,
    clock: time.paced,
    deliveryClock: systemClock,
    capture: telemetryInto(journal),
    destinations: settings.telemetryDestinations,
    profile: profileOf(settings),
    transport: sandbox.telemetry,
    onEvent: (event) => recordDelivery(journal, event),
  })
  resources.defer(() => telemetry.stop())
  const onRefusal: RefusalListener = (refused) => journal.record('refused', refused)
  const snapshot = Snapshot.of(settings)
  const streamName = settings.logStreamName ?? logStreamName(clock.now(), settings.functionVersion)
  const profile = profileOf(settings)
  const middleware = apis(generation, telemetry, onRefusal, surroundings, snapshot, profile)
  const { host, port } = settings
  const server = resources.use(await listen(middleware, { host, port }))
  const context: FlowContext = {
    settings,
    attached,
    clock,
    time,
    journal,
    telemetry,
    freezer,
    cgroup,
    memory: new PeakMemory(sandbox, settings),
    tracer: new Tracer(),
    timestamps: new Timestamps(),
    sandbox,
    runtimeApi: sandbox.runtimeApi(server.address),
    get logStreamName() {
      return snapshot?.logStreamName ?? streamName
    },
    snapshot,
    functionArn: `arn:aws:lambda:${settings.region}:${settings.accountId}:function:${settings.functionName}`,
    running: (): Invocation | undefined => environment.running,
  }
  const environment: LiveEnvironment = isManaged(settings)
    ? new ManagedEnvironment(context)
    : new ExecutionEnvironment(context)
  return { context, environment }
}

function cgroupOf(sandbox: Sandbox): Cgroup {
  if (sandbox.createCgroup !== undefined) return sandbox.createCgroup()
  throw new SimulatorError(
    'ERR_CGROUP_UNAVAILABLE',
    "freeze: 'cgroup' needs processes of this machine, found a container: use freeze: 'process'",
  )
}

function freezerOf(
  settings: Settings,
  sandbox: Sandbox,
  journal: Journal,
  cgroup: Cgroup | undefined,
): FreezeController {
  return new FreezeController({
    mode: settings.freeze,
    cgroup: cgroup?.path,
    stopTimeoutMs: settings.freezeTimeoutMs,
    port: sandbox.signals,
    onEvent: recordFreezes(journal),
  })
}

/** Telemetry has one history: the journal. */
function telemetryInto(journal: Journal): Log<TelemetryEvent> {
  const emitted = new Log<TelemetryEvent>(1)
  emitted.subscribe((event) => event && journal.record('telemetry', { event }))
  return emitted
}
