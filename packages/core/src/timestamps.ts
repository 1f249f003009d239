/** Writes moments as ISO 8601 in UTC, with three digits of a second, as every API of the platform does. */
export class Timestamps {
  #ms = NaN
  #text = ''

  /**
   * `ms`: since 1970, cut after the millisecond. What happens within one millisecond is written once: on the path of an
   * invocation several records carry the same moment.
   */
  at(ms: number): string {
    const whole = Math.trunc(ms)
    if (whole !== this.#ms) {
      this.#text = new Date(whole).toISOString()
      this.#ms = whole
    }
    return this.#text
  }
}
