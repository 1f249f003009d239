// @ts-check
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { argv, env, exit, pid, stderr, stdout } from 'node:process'
import { prompted } from './api.mjs'

// Nothing that waits for ever keeps a process of Node alive by itself.
setInterval(() => undefined, 60_000)

/** How often each line was printed. @type {Map<string, number>} */
const printed = new Map()

/** Steps of any program. @type {Record<string, (...values: any[]) => unknown>} */
export const steps = {
  /** Prints a line and waits until the platform has read it. */
  say: async (/** @type {string} */ text) => {
    const count = (printed.get(text) ?? 0) + 1
    printed.set(text, count)
    stdout.write(`${text}\n`)
    await until({ type: 'process.output', text, mine: true }, count)
  },
  /** Prints just so, newline or not. */
  print: (/** @type {string} */ text) => stdout.write(text),
  complain: (/** @type {string} */ text) => stderr.write(text),
  /** Prints so many lines of so many bytes each, newline included, as fast as they are taken. */
  flood: async (/** @type {number} */ lines, /** @type {number} */ bytes) => {
    const line = `${'x'.repeat(bytes - 1)}\n`
    for (let count = 0; count < lines; count += 1) {
      if (!stdout.write(line)) await once(stdout, 'drain')
    }
  },
  /** Hands a message to the platform in a frame, as official runtimes do. */
  frame: (/** @type {string} */ text) => {
    const message = Buffer.from(text)
    const head = Buffer.alloc(16)
    head.writeUInt32BE(0xa55a0003, 0)
    head.writeUInt32BE(message.length, 4)
    head.writeBigInt64BE(BigInt(Date.now()) * 1000n, 8)
    writeSync(Number(env['_LAMBDA_TELEMETRY_LOG_FD']), Buffer.concat([head, message]))
  },
  /** Waits until the journal has such an entry in this generation. */
  until,
  /** Waits until the test gives this cue. */
  cue: (/** @type {string} */ name) => prompted(`/cue/${name}`),
  exit: (/** @type {number} */ code) => exit(code),
  /** Does nothing more. */
  stay: () => new Promise(() => undefined),
}

/** @param {object} facts @param {number} [count] */
function until(facts, count = 1) {
  const query = new URLSearchParams({ facts: JSON.stringify(facts), count: String(count) })
  return prompted(`/until?${query}&pid=${pid}`)
}

/** @typedef {readonly [string, ...any[]]} Step */
/** @typedef {{ start?: Step[], invoke?: Step[], shutdown?: Step[] }} Part */

/** What is to be done in this generation. @returns {Promise<Part>} */
export async function part() {
  /** @type {Part[]} */
  const parts = JSON.parse(env['SCRIPT'] ?? '[{}]')
  if (parts.length === 1) return parts[0] ?? {}
  const { generation } = await prompted(`/generation?pid=${pid}`)
  return parts[generation - 1] ?? parts.at(-1) ?? {}
}

/** @param {readonly Step[]} todo @param {typeof steps} known */
export async function take(todo, known) {
  for (const [name, ...values] of todo) {
    const step = known[name]
    if (step === undefined) throw new Error(`${argv[1]} has no step ${name}`)
    await step(...values)
  }
}
