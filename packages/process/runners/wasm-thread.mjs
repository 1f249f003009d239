// Runs one module of WebAssembly in a worker thread. The host says what in `workerData`, and hears of it through
// messages; the last one says how it ended.
import { workerData } from 'node:worker_threads'
import { GrantedDirectory } from './granted-directory.mjs'
import { GuestMemory } from './guest-memory.mjs'
import { simProcessImports } from './sim-process-imports.mjs'
import { Input, Output, OutputBudget } from './standard-streams.mjs'
import { wasiImports } from './wasi-imports.mjs'
import { Host } from './wasm-host.mjs'

const { module, entry, shared, stdin, ...task } = workerData
const host = new Host(shared)
if (stdin !== undefined) host.input.push(stdin)

const instance = instantiate()
if (instance !== undefined) run(instance)

function instantiate() {
  try {
    host.tell({ type: 'begins' })
    const memories = task.memories.map((memory) => ({ ...memory, memory: allocate(memory) }))
    const memory = new GuestMemory(memories[0]?.memory)
    const made = new WebAssembly.Instance(module, imports(memory, memories))
    memory.adopt(made.exports)
    host.tell({ type: 'ready' })
    return made
  } catch (error) {
    return host.end({ type: 'refused', error: plain(error) })
  }
}

function run({ exports }) {
  try {
    if (entry !== '_start' && typeof exports._initialize === 'function') exports._initialize()
    exports[entry]()
  } catch (error) {
    host.end({ type: 'trap', error: plain(error) })
  }
  host.end({ type: 'end', code: 0 })
}

function allocate({ initial, maximum, shared: isShared }) {
  return new WebAssembly.Memory({
    initial,
    ...(maximum === undefined ? {} : { maximum }),
    ...(isShared ? { shared: true } : {}),
  })
}

function imports(memory, memories) {
  const { args, env, pid } = task
  const all = {
    wasi_snapshot_preview1: wasiImports({ host, memory, args, env, fds: files() }),
    sim_process: simProcessImports(host, memory, pid),
  }
  for (const { from, name, memory: imported } of memories) {
    all[from] = { ...all[from], [name]: imported }
  }
  return all
}

function files() {
  const { isInputOpen, isOutputHeard: isHeard, outputBytes, grants } = task
  const budget = new OutputBudget(outputBytes)
  const onDenied = (text) => host.tellMuch({ type: 'denied', text }, text.length)
  return [
    new Input(host, isInputOpen),
    new Output(host, 'stdout', { budget, isHeard }),
    new Output(host, 'stderr', { budget, isHeard }),
    ...grants.map((grant) => new GrantedDirectory({ ...grant, onDenied })),
  ]
}

/** Errors lose their class on their way to another thread. */
function plain(error) {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  return { name: error.name, message: error.message, stack: error.stack }
}
