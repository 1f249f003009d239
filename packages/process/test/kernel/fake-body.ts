import type { Body, BodyHost, BodyStarter, Envelope, ExitReason } from '@sim/process'

/** A body that does what the test says, and notes what the kernel asks of it. */
export class FakeBody implements Body {
  readonly kind = 'os'
  readonly isolation = 'process'
  readonly host: BodyHost
  readonly stops: ExitReason[] = []
  readonly kills: { readonly reason: ExitReason; readonly deadlineMs: number }[] = []
  readonly delivered: Envelope[] = []
  /** What a kill does. By default it ends it by `SIGKILL`. */
  onKill = async (): Promise<void> => this.host.ended({ status: { signal: 'SIGKILL' } })
  /** Whether it takes what is delivered. */
  onDeliver = (_envelope: Envelope): boolean => true

  constructor(host: BodyHost) {
    this.host = host
  }

  /** Brings one to life at once. */
  static readonly start: BodyStarter<FakeBody> = (host) => new FakeBody(host)

  stop(reason: ExitReason): void {
    this.stops.push(reason)
  }

  kill(reason: ExitReason, deadlineMs: number): Promise<void> {
    this.kills.push({ reason, deadlineMs })
    return this.onKill()
  }

  deliver(envelope: Envelope): boolean {
    this.delivered.push(envelope)
    return this.onDeliver(envelope)
  }
}
