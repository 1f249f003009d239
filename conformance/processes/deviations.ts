import type { CaseGroup } from './case-group.ts'

/** Every case where something else is tested than it expects, by group. What that is stands in its `rule`. */
export const deviations: Readonly<Record<string, CaseGroup>> = {
  order: {
    reason: 'messages of one sender arrive in their order, whatever their reader did meanwhile',
    ids: ['MB-08', 'MB-09'],
  },
  selection: {
    reason: 'whatever lies in a mailbox can be picked out of it, and no filter means none',
    ids: ['MB-11', 'MB-15', 'LK-32'],
  },
  news: {
    reason: 'who is told of a death is told of every one, and whose it was and why',
    ids: ['LK-03', 'LK-05', 'LK-17', 'MN-02', 'MN-06'],
  },
  identity: {
    reason: 'a pid names one process of one environment for ever',
    ids: ['LK-24', 'EN-12'],
  },
  release: {
    reason: 'when a death is told nothing is left of the dead: no resource, no name, no entry',
    ids: ['LK-27', 'LK-33', 'RG-03'],
  },
  funnel: {
    reason: 'every process stands in the table, and every end goes through one way out',
    ids: ['KL-08', 'KL-09', 'KL-10', 'EN-07', 'EN-09'],
  },
  shutdown: {
    reason: 'whatever was started can be stopped, within a time that is known before',
    ids: ['EN-13', 'AP-02', 'CF-05', 'SV-13'],
  },
  environments: {
    reason: 'an environment stands for an execution environment, not for a run of a program',
    ids: ['EN-17'],
  },
  names: {
    reason: 'a name is a name, whoever has it',
    ids: ['RG-08', 'LG-03'],
  },
  figures: {
    reason: 'a gauge is the true number at that moment',
    ids: ['RG-10', 'MT-02', 'MT-05', 'MT-07'],
  },
  results: {
    reason: 'what cannot run is not started, and what failed does not look well',
    ids: ['EX-03', 'EX-07'],
  },
  supervision: {
    reason: "Erlang's rules of restarting hold",
    ids: ['SV-10', 'SV-11'],
  },
}
