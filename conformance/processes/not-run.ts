import type { CaseGroup } from './case-group.ts'

/** Every case that is not run, by group: a case that is in none of them is run. */
export const notRun: Readonly<Record<string, CaseGroup>> = {
  bytes: {
    reason: 'messages are values, not bytes: there is no position to seek to',
    ids: ['MB-23'],
  },
  resources: {
    reason: 'a message has no table of resources: what moves with it stands in `transfer`',
    ids: ['MB-24'],
  },
  channels: {
    reason:
      'signals are calls that take effect in their turn: there is no queue whose senders could be gone',
    ids: ['KL-12'],
  },
  nodes: {
    reason: 'all environments of a set are in one program: there is no network between them',
    ids: ['EN-15'],
  },
  state: {
    reason: 'a process hands no state on to who waits for its end, so it has no default value',
    ids: ['EX-06'],
  },
  tables: {
    reason:
      'V8 has no limit of its own for the tables of a module: they lie in the heap, which has one',
    ids: ['CF-09'],
  },
}
