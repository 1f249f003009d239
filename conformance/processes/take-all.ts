import type { Mailbox } from '@sim/process'

/** Takes everything out of a mailbox: the data of messages, and of news what kind of news they are. */
export function takeAll(mailbox: Mailbox): unknown[] {
  const all: unknown[] = []
  for (let next = mailbox.tryReceive(); next !== undefined; next = mailbox.tryReceive()) {
    all.push(next.type === 'message' ? next.data : next.type)
  }
  return all
}
