// Runs one module of WebAssembly in a process of its own, in the very thread that would run it in the host: this
// program only carries messages. Its input are frames, a length and a serialised message each; its output are
// lines, a mark and a serialised message in base64 each: the engine writes to the same stream before it dies.
import process from 'node:process'
import { deserialize, serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'

const mark = '~'
const shared = new Int32Array(new SharedArrayBuffer(8))
let thread

const chunks = []
let received = 0
process.stdin.on('data', (chunk) => {
  chunks.push(chunk)
  received += chunk.length
  for (let frame = nextFrame(); frame !== undefined; frame = nextFrame()) take(deserialize(frame))
})
// Without a host there is nobody to run for.
process.stdin.on('end', () => process.exit(1))

/** Chunks are put together when a frame is complete: a large module arrives in many. */
function nextFrame() {
  if (received < 4) return undefined
  if (chunks[0].length < 4) gather()
  const size = 4 + chunks[0].readUInt32LE()
  if (received < size) return undefined
  gather()
  const [all] = chunks
  chunks[0] = all.subarray(size)
  received -= size
  return all.subarray(4, size)
}

function gather() {
  chunks.splice(0, chunks.length, Buffer.concat(chunks))
}

function take(message) {
  if (thread === undefined) {
    thread = start(message)
    return
  }
  thread.postMessage(message)
  Atomics.add(shared, 0, 1)
  Atomics.notify(shared, 0)
}

function start({ bytes, resourceLimits, ...task }) {
  const module = new WebAssembly.Module(bytes)
  const worker = new Worker(new URL('./wasm-thread.mjs', import.meta.url), {
    workerData: { ...task, module, shared },
    resourceLimits,
    stdout: true,
    stderr: true,
  })
  worker.on('message', (message) => tell(message, () => taken(message)))
  worker.on('error', ({ name, message, stack, code }) =>
    tell({ type: 'broken', error: { name, message, stack, code } }),
  )
  worker.once('exit', (code) => process.stdout.write('', () => process.exit(code)))
  return worker
}

function tell(message, onTold) {
  process.stdout.write(`${mark}${serialize(message).toString('base64')}\n`, onTold)
}

/** What the thread may write anew. */
function taken(message) {
  const size = sizeOf(message)
  if (size === 0) return
  Atomics.sub(shared, 1, size)
  Atomics.notify(shared, 1)
}

function sizeOf({ type, bytes, data, text }) {
  switch (type) {
    case 'output':
      return bytes.length
    case 'denied':
      return text.length
    default:
      return data?.length ?? 0
  }
}
