import { performance } from 'node:perf_hooks'

/** What `receive` answers when there is nothing, and when there never will be. Other kinds come from the host. */
const nothing = 0
const stopped = 5

const formats = { bytes: 0, text: 1, json: 2 }
const formatNames = Object.keys(formats)
const encoder = new TextEncoder()

/**
 * The module `sim_process`: a guest's mailbox, and its way to other processes. The page
 * `docs/wasm-processes.md` is its contract.
 */
export function simProcessImports(host, memory, pid) {
  const ownPid = encoder.encode(pid)
  const open = new Set()
  let current

  const receive = (timeoutMs) => {
    const deadline = timeoutMs < 0 ? Infinity : performance.now() + timeoutMs
    host.wait(() => !host.mail.isEmpty || host.isStopping, deadline)
    current = host.mail.shift()
    if (current === undefined) return host.isStopping ? stopped : nothing
    if (current.request !== undefined) open.add(current.request)
    return current.kind
  }

  const give = (bytes, at, room) => {
    if (bytes === undefined) return -1
    memory.write(at, bytes.subarray(0, room))
    return bytes.length
  }

  const take = (at, length, format) => {
    const data = memory.read(at, length)
    return isOfFormat(data, format) ? { data, format: formatNames[format] } : undefined
  }

  return {
    receive,
    data: (at, room) => give(current?.data, at >>> 0, room >>> 0),
    format: () => (current === undefined ? -1 : formats[current.format]),
    sender: (at, room) => give(encoded(current?.sender), at >>> 0, room >>> 0),
    tag: (at, room) => give(encoded(current?.tag), at >>> 0, room >>> 0),
    pid: (at, room) => give(ownPid, at >>> 0, room >>> 0),
    request: () => current?.request ?? 0,
    send(toAt, toLength, tagAt, tagLength, at, length, format) {
      const message = take(at >>> 0, length >>> 0, format)
      const tag = memory.readText(tagAt >>> 0, tagLength >>> 0)
      if (message === undefined || !isTag(tag)) return -1
      const to = memory.readText(toAt >>> 0, toLength >>> 0)
      return host.ask({ type: 'send', to, tag, ...message }, message.data.length) ? 1 : 0
    },
    reply(request, at, length, format) {
      const message = take(at >>> 0, length >>> 0, format)
      if (message === undefined) return -1
      if (!open.delete(request)) return 0
      host.tellMuch({ type: 'reply', request, ...message }, message.data.length)
      return 1
    },
  }
}

function encoded(text) {
  return text === undefined ? undefined : encoder.encode(text)
}

/** Nothing, or a string or a number as JSON. */
function isTag(text) {
  if (text === '') return true
  try {
    return ['string', 'number'].includes(typeof JSON.parse(text))
  } catch {
    return false
  }
}

function isOfFormat(data, format) {
  if (format === formats.bytes) return true
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(data)
    if (format === formats.json) JSON.parse(text)
    return format === formats.text || format === formats.json
  } catch {
    return false
  }
}
