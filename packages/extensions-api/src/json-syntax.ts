type Expecting = 'value' | 'firstElement' | 'firstKey' | 'key' | 'colon' | 'separator'

const words: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' }
const ends: Readonly<Record<string, string>> = { '{': '}', '[': ']' }
const spelled: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}
const maxDepth = 10_000

/**
 * Says what is wrong with a text that is not JSON, in the words of the platform's decoder.
 *
 * The decoder is Go's `encoding/json`: it judges byte by byte, and at the end it puts one space, which is
 * why a cut word or number is told apart from a cut object. The texts were measured with Go 1.26.
 */
export class JsonSyntax {
  readonly #text: string
  readonly #open: string[] = []
  #expecting: Expecting = 'value'
  #at = 0

  constructor(bytes: Buffer) {
    this.#text = `${bytes.toString('latin1')} `
  }

  /** Throws a `SyntaxError` at the first fault; a text without one ended too early. */
  judge(): never {
    for (;;) {
      while (/[ \t\r\n]/.test(this.#char)) this.#at += 1
      if (this.#char === '') throw new SyntaxError('unexpected end of JSON input')
      this.#step()
    }
  }

  get #char(): string {
    return this.#text.charAt(this.#at)
  }

  #step(): void {
    const open = this.#open.at(-1)
    if (this.#expecting === 'separator') this.#separator(open)
    else if (this.#expecting === 'colon') this.#colon()
    else if (this.#expecting.startsWith('first') && this.#char === ends[open ?? '']) this.#close()
    else if (this.#expecting === 'key' || this.#expecting === 'firstKey') this.#key()
    else this.#value()
  }

  #value(): void {
    const char = this.#char
    const word = words[char]
    if (char in ends) return this.#begin(char)
    if (char === '"') this.#string()
    else if (word !== undefined) this.#word(word)
    else if (/[-0-9]/.test(char)) this.#number()
    else this.#fail('looking for beginning of value')
    this.#expecting = 'separator'
  }

  #begin(char: string): void {
    if (this.#open.push(char) > maxDepth) this.#fail('exceeded max depth')
    this.#expecting = char === '{' ? 'firstKey' : 'firstElement'
    this.#at += 1
  }

  #close(): void {
    this.#open.pop()
    this.#expecting = 'separator'
    this.#at += 1
  }

  #separator(open: string | undefined): void {
    if (open === undefined) this.#fail('after top-level value')
    if (this.#char === ends[open]) return this.#close()
    if (this.#char !== ',') {
      this.#fail(open === '{' ? 'after object key:value pair' : 'after array element')
    }
    this.#expecting = open === '{' ? 'key' : 'value'
    this.#at += 1
  }

  #colon(): void {
    if (this.#char !== ':') this.#fail('after object key')
    this.#expecting = 'value'
    this.#at += 1
  }

  #key(): void {
    if (this.#char !== '"') this.#fail('looking for beginning of object key string')
    this.#string()
    this.#expecting = 'colon'
  }

  #string(): void {
    for (this.#at += 1; this.#char !== '"'; this.#at += 1) {
      if (this.#char === '') return
      if (this.#char === '\\') this.#escape()
      else if (this.#char < ' ') this.#fail('in string literal')
    }
    this.#at += 1
  }

  #escape(): void {
    this.#at += 1
    if (/["\\/bfnrt]/.test(this.#char)) return
    if (this.#char !== 'u') this.#fail('in string escape code')
    for (let digit = 0; digit < 4; digit += 1) {
      this.#at += 1
      if (!/[0-9a-f]/i.test(this.#char)) this.#fail('in \\u hexadecimal character escape')
    }
  }

  #word(word: string): void {
    for (const letter of word) {
      if (this.#char !== letter) this.#fail(`in literal ${word} (expecting '${letter}')`)
      this.#at += 1
    }
  }

  #number(): void {
    if (this.#char === '-') this.#at += 1
    if (this.#char === '0') this.#at += 1
    else this.#digits('in numeric literal')
    if (this.#skip(/\./)) this.#digits('after decimal point in numeric literal')
    if (this.#skip(/e/i)) {
      this.#skip(/[-+]/)
      this.#digits('in exponent of numeric literal')
    }
  }

  #digits(where: string): void {
    if (!/[0-9]/.test(this.#char)) this.#fail(where)
    while (/[0-9]/.test(this.#char)) this.#at += 1
  }

  #skip(what: RegExp): boolean {
    const isThere = what.test(this.#char)
    if (isThere) this.#at += 1
    return isThere
  }

  #fail(where: string): never {
    throw new SyntaxError(`invalid character '${quoted(this.#char)}' ${where}`)
  }
}

function quoted(char: string): string {
  const known = spelled[char]
  if (known !== undefined) return known
  const hex = char.charCodeAt(0).toString(16)
  if (/[\u0000-\u001f\u007f]/.test(char)) return `\\x${hex.padStart(2, '0')}`
  return /[\u0080-\u00a0\u00ad]/.test(char) ? `\\u${hex.padStart(4, '0')}` : char
}
