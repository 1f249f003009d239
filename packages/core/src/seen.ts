import { inspect } from 'node:util'

const mostSeen = 100
const longestText = 500

/** What a wait has seen so far: the last 100 values, and the words for the newest of them. */
export class Seen<T> {
  readonly values: T[] = []
  readonly #describe: (value: T) => string

  constructor(describe: (value: T) => string = shortened) {
    this.#describe = describe
  }

  add(value: T): void {
    this.values.push(value)
    if (this.values.length > mostSeen) this.values.shift()
  }

  /** The newest value, as a failure should quote it. Never throws. */
  get last(): string {
    if (this.values.length === 0) return 'nothing'
    try {
      return this.#describe(this.values.at(-1) as T)
    } catch (error) {
      return `something that could not be described (${String(error)})`
    }
  }
}

function shortened(value: unknown): string {
  const text = inspect(value, { depth: 3, breakLength: Infinity, maxArrayLength: 10 })
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}
