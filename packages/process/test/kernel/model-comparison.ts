import type { ExitReason } from '@sim/process'
import { canonicalReason } from './canonical.ts'
import type { ModelProcess } from './model-process.ts'
import type { World } from './model-world.ts'

/** Notes every fact that the kernel and the model see differently. */
export function compare(world: World): void {
  const { model, environments } = world
  environments.forEach((environment, at) => {
    const own = model.processes.filter(({ id }) => id.startsWith(`${at}/`))
    const living = own.filter(({ life }) => life !== 'dead')
    const list = environment.list().map(({ pid, names, state, parent, links, trapsExits }) => ({
      pid,
      names,
      state,
      parent: parent ?? null,
      links,
      trapsExits,
    }))
    world.same(
      'list',
      list,
      living.map((process) => infoOf(world, process)),
    )
    for (const name of ['a', 'b', 'c']) {
      const found = environment.whereis(name)?.pid
      world.same(`whereis ${name}`, found, model.names.get(`${at}:${name}`))
    }
    world.same('size', environment.size, living.length)
  })
  for (const { handle, self } of world.actors) {
    const { reason, life, mailbox } = model.get(handle.pid)
    const expected = life === 'dead' ? reason : undefined
    world.same(`exit of ${handle.pid}`, plain(handle.exit), expected)
    world.same(`mailbox size of ${handle.pid}`, self.mailbox.size, mailbox.length)
    world.same(`names of ${handle.pid}`, handle.names, namesOf(model.get(handle.pid)))
  }
  compareGauges(world)
}

const plain = (reason: ExitReason | undefined) => reason && canonicalReason(reason)

const namesOf = ({ names }: ModelProcess): string[] => names.map((name) => name.slice(2))

function infoOf({ model }: World, process: ModelProcess): unknown {
  const isStopping = process.life === 'ending' || process.asked !== undefined
  return {
    pid: process.id,
    names: namesOf(process),
    state: isStopping ? 'stopping' : 'running',
    parent: process.parent ?? null,
    links: model.toldBy(process.id),
    trapsExits: process.trap,
  }
}

function compareGauges(world: World): void {
  const { model, metrics } = world
  const pairs = new Set(model.edges.map(({ teller, told }) => [teller, told].toSorted().join()))
  const messages = model.processes.reduce((sum, { mailbox }) => sum + mailbox.length, 0)
  const gauges = {
    'lunatic.process.links.alive': pairs.size,
    'sim.process.monitors.alive': model.monitors.length,
    'lunatic.process.messages.outstanding': messages,
    'lunatic.registry.registered': model.names.size,
  }
  for (const [name, value] of Object.entries(gauges)) {
    world.same(name, metrics.read(name), value)
  }
}
