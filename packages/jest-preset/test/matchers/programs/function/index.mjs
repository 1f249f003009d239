// A function that does what its event says, and answers with the event.
import { spawn } from 'node:child_process'

export async function handler(event) {
  if (event.log !== undefined) console.log(event.log)
  if (event.complain !== undefined) console.error(event.complain)
  if (event.fail !== undefined) throw new TypeError(event.fail)
  if (event.exit !== undefined) process.exit(event.exit)
  if (event.hang === true) await new Promise(() => setInterval(() => undefined, 1_000))
  if (event.child === true) return spawn('sleep', ['1000'], { stdio: 'ignore' }).pid
  return event
}
