import { Resources, SimulatorError, waitFor } from '@sim/core'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import type { StartedTestContainer } from 'testcontainers'
import { engineMessage, type ContainerRuntimeClient } from './container-runtime.ts'
import { ContainerSandbox } from './container-sandbox.ts'
import { ContainerSignals } from './container-signals.ts'
import { ControlShell } from './control-shell.ts'
import type { Leash } from './leash.ts'
import type { StartedRelay } from './relay-container.ts'
import { Session } from './session.ts'
import { StartedLambdaContainer } from './started-lambda-container.ts'

/** The first process of a function's container: it ends with its input, and buries orphans meanwhile. */
export const holderCommand = ['/bin/sh', '-c', '(while read -r _; do :; done); exit 0']

type Labels = Record<string, string>

/** The container of a function, with nothing but its first process. */
export interface StartedHolder {
  readonly container: StartedTestContainer
  readonly leash: Leash
}

/** How an environment in a container is started. */
export interface EnvironmentPlan {
  /** What the simulator is to know, without its extensions. */
  readonly options: SimulatorOptions
  /** How long its init may take, in milliseconds. */
  readonly startupTimeoutMs: number
  startRelay(labels: Labels): Promise<StartedRelay>
  startHolder(labels: Labels, networkMode: string): Promise<StartedHolder>
}

/**
 * Starts the containers and the environment around them, and resolves when init is over, well or badly. What was
 * opened before a failure is closed again.
 */
export async function startEnvironment(
  client: ContainerRuntimeClient,
  plan: EnvironmentPlan,
): Promise<StartedLambdaContainer> {
  const session = new Session(client)
  await using resources = new Resources()
  resources.defer(() => session.clear())
  const relay = await plan.startRelay(session.labels)
  resources.use(relay.resources)
  const { container, leash } = await startHolder(plan, session, relay)
  // Both end at the same time: the engine takes a while for each.
  resources.defer(() =>
    Promise.all([leash, relay.resources].map((owned) => owned[Symbol.asyncDispose]())),
  )
  const engine = client.container.getById(container.getId())
  const control = resources.use(await ControlShell.open(engine))
  // Without them nothing inside can be reached any more: then nothing is to go on there.
  for (const end of [relay.leash, control]) end.onEnd(() => void leash[Symbol.asyncDispose]())
  const signals = new ContainerSignals(control, control.pid)
  const sandbox = new ContainerSandbox({ container: engine, control, signals }, relay.relay)
  const extensions = control.extensions.map((command) => ({ command }))
  const simulator = resources.use(
    await Simulator.start({ ...plan.options, extensions }, { sandbox }),
  )
  await initIsOver(simulator, plan.startupTimeoutMs)
  return new StartedLambdaContainer(container, {
    simulator,
    signals,
    relay: relay.container,
    session: session.id,
    resources: resources.move(),
  })
}

async function startHolder(
  plan: EnvironmentPlan,
  session: Session,
  relay: StartedRelay,
): Promise<StartedHolder> {
  try {
    return await plan.startHolder(session.labels, `container:${relay.container.getId()}`)
  } catch (cause) {
    const message = engineMessage(cause)
    if (!message.includes('/bin/sh')) {
      const text = `the container did not start: ${message}`
      throw new SimulatorError('ERR_CONTAINER_START', text, { cause })
    }
    throw new SimulatorError(
      'ERR_IMAGE_SHELL',
      `an image with /bin/sh is needed to start and stop processes in it, found none: ${message}`,
      { cause },
    )
  }
}

/** A failed init is no failure to start: as on the platform, the next invocation tells of it. */
async function initIsOver(simulator: Simulator, timeoutMs: number): Promise<void> {
  if (simulator.settings.initialize !== 'at-start') return
  await waitFor(simulator.phases, (phase) => phase !== 'init' && phase !== 'reset', {
    what: 'the init of a function in a container to end',
    timeoutMs,
    describe: (phase) => `phase ${phase} and this:\n${simulator.timeline()}`,
  })
}
