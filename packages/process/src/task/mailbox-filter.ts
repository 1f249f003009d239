import type { Envelope, Tag } from '../kernel/envelope.ts'

/** Which messages are meant. */
export interface MailboxFilter {
  /** One of these tags. Default, also when empty: any, and none. */
  readonly tags?: readonly Tag[] | undefined
  /** `messages`: no news of deaths. `exits`: nothing else. Default: both. */
  readonly only?: 'messages' | 'exits' | undefined
}

/** Whether an envelope is meant. */
export function isMeant({ type, tag }: Envelope, { tags, only }: MailboxFilter): boolean {
  if (only !== undefined && (type === 'message') !== (only === 'messages')) return false
  return tags === undefined || tags.length === 0 || (tag !== undefined && tags.includes(tag))
}

/** What is meant, in words: `any message`, `a message tagged 1 or 2`, `news of a death`. */
export function describeFilter({ tags = [], only }: MailboxFilter): string {
  const what = { messages: 'a message', exits: 'news of a death', any: 'anything' }[only ?? 'any']
  return tags.length === 0 ? what : `${what} tagged ${tags.map(String).join(' or ')}`
}
