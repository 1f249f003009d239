import type { HttpAnswer } from '../http/send.ts'

/** What a case has remembered of earlier answers, to be put into later texts. */
export class Variables {
  readonly #values: Map<string, string>

  /** `known`: what is remembered from the start. */
  constructor(known: Readonly<Record<string, string>> = {}) {
    this.#values = new Map(Object.entries(known))
  }

  /** Remembers parts of an answer. Throws if it does not have one of them. */
  capture(rules: Readonly<Record<string, string>> | undefined, answer: HttpAnswer): void {
    for (const [name, rule] of Object.entries(rules ?? {})) {
      const value = partOf(answer, rule)
      if (value === undefined) throw new Error(`no ${rule} in an answer of status ${answer.status}`)
      this.#values.set(name, value)
    }
  }

  /** Replaces `{{name}}` by the value, and `{{nameHex}}` by the value without its dashes. */
  fill(text: string): string {
    return text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
      const value = this.#values.get(name) ?? this.#hex(name)
      if (value === undefined) throw new Error(`nothing was captured as ${name}`)
      return value
    })
  }

  /** The same for every text inside a value. */
  fillAll<T>(value: T): T {
    if (typeof value === 'string') return this.fill(value) as T
    if (Array.isArray(value)) return value.map((item: unknown) => this.fillAll(item)) as T
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, item]) => [key, this.fillAll(item)])
    return Object.fromEntries(entries) as T
  }

  #hex(name: string): string | undefined {
    if (!name.endsWith('Hex')) return undefined
    return this.#values.get(name.slice(0, -'Hex'.length))?.replaceAll('-', '')
  }
}

function partOf({ headers, body }: HttpAnswer, rule: string): string | undefined {
  const [where = '', name = ''] = rule.split(':')
  if (where === 'header') return headers[name.toLowerCase()]?.toString()
  const json = JSON.parse(body.toString('utf8')) as Record<string, unknown>
  const value = json[name]
  return value === undefined ? undefined : String(value)
}
