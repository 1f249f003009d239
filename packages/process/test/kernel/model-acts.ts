import type { Pid } from '@sim/process'
import { canonicalEnvelope, withoutMonitor } from './canonical.ts'
import type { Reason } from './model-process.ts'
import type { Step } from './model-steps.ts'
import type { World } from './model-world.ts'
import { puppet } from './puppet.ts'

type StepOf<K extends Step['do']> = Extract<Step, { do: K }>

/** More are not spawned. */
const mostProcesses = 50

const fenced = 'ERR_PROCESS_EXITED'

/** Has something happen to the kernel and to the model. */
export async function act(world: World, step: Step): Promise<void> {
  if (step.do === 'spawn') return spawn(world, step)
  if (step.do === 'advance') return world.advance(step.ms)
  if (step.do === 'unregister') return unregister(world, step)
  if (step.do === 'demonitor') return demonitor(world, step)
  if (world.actors.length === 0) return
  if (step.do === 'send') return send(world, step)
  if (step.do === 'receive') return receive(world, step)
  if (step.do === 'kill' || step.do === 'stop') return askForEnd(world, step)
  if (step.do === 'finish') return finish(world, step)
  if (step.do === 'register') return register(world, step)
  relate(world, step)
}

async function spawn(
  world: World,
  { do: _do, environment: at, by, name, link, ...step }: StepOf<'spawn'>,
): Promise<void> {
  if (world.actors.length === mostProcesses) return
  const parent = by === undefined || world.actors.length === 0 ? undefined : world.actor(by)
  const to = link?.to === undefined ? undefined : world.reachable(link.to)
  const whose = parent === undefined ? at : world.environmentOf(parent)
  const plan = { ...step, link: link && { to, tag: link.tag } }
  const expected =
    parent !== undefined && !world.isAlive(parent)
      ? 'ERR_PROCESS_EXITED'
      : name !== undefined && world.model.names.has(`${whose}:${name}`)
        ? 'ERR_NAME_TAKEN'
        : 'spawned'
  const options = { ...plan, name, trapExit: step.trap }
  const spawned = await puppet(parent?.self ?? world.environments[at]!, options).catch(
    (error: { code: string }) => error.code,
  )
  world.same('spawn', typeof spawned === 'string' ? spawned : 'spawned', expected)
  if (typeof spawned === 'string') return
  const owner = parent?.handle.pid
  const named = name === undefined ? undefined : `${whose}:${name}`
  world.model.spawn(spawned.handle.pid, { ...plan, name: named, parent: owner })
  world.actors.push(spawned)
}

function relate(world: World, step: StepOf<'link' | 'unlink' | 'monitor' | 'trap'>): void {
  const { self } = world.actor(step.who)
  const whom = step.do === 'trap' ? self.pid : world.actor(step.whom).handle.pid
  ifAlive(world, self.pid, () => {
    if (step.do === 'link') {
      self.link(whom, step)
      world.model.link(self.pid, whom, step)
    } else if (step.do === 'unlink') {
      self.unlink(whom)
      world.model.unlink(self.pid, whom)
    } else if (step.do === 'monitor') {
      const real = self.monitor(whom, step)
      world.monitors.push({ real, model: world.model.monitor(self.pid, whom, step.tag) })
    } else {
      self.trapExit(step.on)
      world.model.get(self.pid).trap = step.on
    }
  })
}

function demonitor(world: World, { which, flush }: StepOf<'demonitor'>): void {
  const monitor = world.monitors[which % world.monitors.length]
  if (monitor === undefined) return
  const { real, model } = monitor
  const { self } = world.actors.find(({ handle }) => handle.pid === model.watcher)!
  ifAlive(world, self.pid, () => {
    world.same('demonitor', self.demonitor(real, { flush }), world.model.demonitor(model, flush))
  })
}

function send(world: World, { from, whom, byName, tag }: StepOf<'send'>): void {
  const sender = from === undefined ? undefined : world.actor(from)
  const { handle } = world.actor(whom)
  // By a name only within the environment that it is of.
  const isNamed = byName && handle.names[0] !== undefined && handle.pid.startsWith('0')
  const to = isNamed ? handle.names[0]! : handle.pid
  const data = (world.messages += 1)
  if (sender === undefined) {
    const sent = world.environments[0]!.send(to, data, { tag })
    return world.same('send', sent, world.model.send(undefined, handle.pid, tag, data))
  }
  const target = isNamed && world.environmentOf(sender) !== 0 ? handle.pid : to
  ifAlive(world, sender.handle.pid, () => {
    const sent = sender.self.send(target, data, { tag })
    world.same('send', sent, world.model.send(sender.handle.pid, handle.pid, tag, data))
  })
}

function receive(world: World, { who, tags, only }: StepOf<'receive'>): void {
  const { self } = world.actor(who)
  const { mailbox } = world.model.get(self.pid)
  if (!world.isAlive({ handle: self })) {
    return world.same(
      'receive by the dead',
      codeOf(() => self.mailbox.tryReceive()),
      fenced,
    )
  }
  const real = self.mailbox.tryReceive({ tags, only })
  const at = mailbox.findIndex(
    ({ type, tag }) =>
      (only === undefined || (type === 'message') === (only === 'messages')) &&
      (tags.length === 0 || (tag !== undefined && tags.includes(tag))),
  )
  const [taken] = at < 0 ? [] : mailbox.splice(at, 1)
  world.same('received', real && canonicalEnvelope(real), taken && withoutMonitor(taken))
  const known = world.monitors.find(({ model }) => model === taken?.monitor)
  if (known !== undefined && real?.type === 'process-died') {
    world.same('ref', real.ref === known.real, true)
  }
}

function askForEnd(world: World, step: StepOf<'kill' | 'stop'>): void {
  const actor = world.actor(step.whom)
  const { handle } = actor
  if (step.do === 'stop') {
    const { shutdownMs } = world.model.get(handle.pid)
    const ms = step.deadlineMs ?? (shutdownMs === 'kill' ? 0 : shutdownMs)
    world.ends.push({ actor, end: handle.stop({ why: 'asked', deadlineMs: step.deadlineMs }) })
    return world.model.stop(handle.pid, 'asked', ms)
  }
  const killer = step.by === undefined ? undefined : world.actor(step.by)
  const kill = (): Promise<unknown> => handle.kill({ why: 'unwanted' })
  world.ends.push({ actor, end: killer === undefined ? kill() : killer.run(kill) })
  const by = killer && { by: killer.handle.pid }
  world.model.kill(handle.pid, { kind: 'killed', ...by, why: 'unwanted' } as Reason)
}

function finish(world: World, { who, how }: StepOf<'finish'>): void {
  const { handle, self, ...actor } = world.actor(who)
  if (how === 'return') actor.return()
  else if (how === 'pass on' && self.signal.aborted) actor.throw(self.signal.reason)
  else actor.throw(new Error('thrown'))
  world.model.finish(handle.pid, how)
}

function register(world: World, { name, who }: StepOf<'register'>): void {
  const { handle } = world.actor(who)
  const at = world.environmentOf({ handle })
  const owner = world.model.names.get(`${at}:${name}`)
  const isFree = owner === undefined || owner === handle.pid
  const isThere = world.model.isReachable(handle.pid)
  const expected = isThere ? (isFree ? undefined : 'ERR_NAME_TAKEN') : fenced
  const code = codeOf(() => world.environments[at]!.register(name, handle.pid))
  world.same('register', code, expected)
  if (code === undefined) world.model.register(`${at}:${name}`, handle.pid)
}

function unregister(world: World, { environment, name }: StepOf<'unregister'>): void {
  const real = world.environments[environment]!.unregister(name)
  world.same('unregister', real, world.model.unregister(`${environment}:${name}`))
}

/** Does it if that process lives; if not, its `Self` must refuse. */
function ifAlive(world: World, pid: Pid, work: () => void): void {
  const isAlive = world.model.get(pid).life === 'alive'
  const code = codeOf(isAlive ? work : () => world.actorOf(pid).self.trapExit(true))
  world.same('fence', code, isAlive ? undefined : fenced)
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as { code: string }).code
  }
}
