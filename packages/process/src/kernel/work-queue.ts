type Work = () => void

/** Does one thing after the other, in the turn of the call, without recursion: a death may cause a hundred thousand. */
export class WorkQueue {
  #work: Work[] = []
  #isBusy = false

  /** To be done after everything that was asked for before. */
  add(work: Work): void {
    this.#work.push(work)
  }

  /** Does all there is, unless that is being done already further up. */
  drain(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    for (let at = 0; at < this.#work.length; at += 1) attempt(this.#work[at] as Work)
    this.#work = []
    this.#isBusy = false
  }
}

function attempt(work: Work): void {
  try {
    work()
  } catch (error) {
    // Nobody must stay untold because somebody else throws on hearing it: this surfaces as an unhandled rejection.
    void Promise.reject(error)
  }
}
