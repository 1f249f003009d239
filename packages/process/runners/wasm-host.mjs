import process from 'node:process'
import { performance } from 'node:perf_hooks'
import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { Fifo } from './fifo.mjs'

// Where the two numbers stand that the host shares with this thread.
const arrivals = 0
const bytesUnderWay = 1

/** As much may be on its way to a host that is busy; whoever writes more waits. */
const mostBytesUnderWay = 4 * 1024 * 1024

/**
 * The host of the guest: what it sent, and the way back.
 *
 * The guest runs synchronously, so that no event ever reaches this thread. Whoever waits sleeps on a number that
 * the host counts up with each message, and then takes what lies in the port. Such a sleep ends with the thread.
 */
export class Host {
  /** Messages and notices that the guest has not received yet. */
  mail = new Fifo()
  /** Input that the guest has not read yet. */
  input = new Fifo()
  /** Whether the guest was asked to end: nothing comes after what is there. */
  isStopping = false
  #shared
  #answers = new Map()
  #calls = 0

  /** `shared`: two numbers in shared memory, as above. */
  constructor(shared) {
    this.#shared = shared
  }

  /** Sleeps until something is so, or until `deadline` on this thread's clock. False: it is not so. */
  wait(isSo, deadline = Infinity) {
    for (;;) {
      // Before the port is emptied: what arrives in between ends the sleep at once.
      const seen = Atomics.load(this.#shared, arrivals)
      this.#empty()
      if (isSo()) return true
      const left = deadline - performance.now()
      if (left <= 0) return false
      Atomics.wait(this.#shared, arrivals, seen, left)
    }
  }

  /** Tells the host something. */
  tell(message) {
    parentPort.postMessage(message)
  }

  /** Tells the host something as large as that, when it has taken most of what was told before. */
  tellMuch(message, size) {
    for (;;) {
      const underWay = Atomics.load(this.#shared, bytesUnderWay)
      if (underWay < mostBytesUnderWay) break
      Atomics.wait(this.#shared, bytesUnderWay, underWay)
    }
    Atomics.add(this.#shared, bytesUnderWay, size)
    this.tell(message)
  }

  /** Asks the host something, and waits for its answer. */
  ask(message, size) {
    this.#calls += 1
    const call = this.#calls
    this.tellMuch({ ...message, call }, size)
    this.wait(() => this.#answers.has(call))
    const answer = this.#answers.get(call)
    this.#answers.delete(call)
    return answer
  }

  /** Ends this thread; what was told arrives first. A guest can catch exceptions, but not this. */
  end(message) {
    this.tell(message)
    process.exit(0)
    // The order to end is obeyed at the next turn of a loop.
    for (;;);
  }

  #empty() {
    for (let next = take(); next !== undefined; next = take()) this.#sort(next)
  }

  #sort(message) {
    switch (message.type) {
      case 'mail':
        return this.mail.push(message)
      case 'input':
        return this.input.push(message.bytes)
      case 'answer':
        return this.#answers.set(message.call, message.answer)
      case 'stop':
        this.isStopping = true
    }
  }
}

function take() {
  return receiveMessageOnPort(parentPort)?.message
}
