/** What was decided about a case on which the platform is silent, or contradicts itself. */
export type Decision =
  | 'as written'
  /** Something else is tested, and why. */
  | `differs: ${string}`

/** By the id of the case: every one that is not strict, and no other. */
export const decisions: Readonly<Record<string, Decision>> = {
  'VAL-025': 'as written',
  'VAL-026': 'as written',
  'VAL-041': 'as written',
  'WIN-005':
    'differs: that a request comes too late is told before what is wrong with it, since the test of the core for on-demand functions shows so (rapi/handler/runtimelogs_test.go); the case is the managed emulator’s',
  'RES-002': 'as written',
  'ERR-014': 'as written',
  'BAT-010': 'as written',
  'DRP-003': 'as written',
  'DRP-006': 'as written',
  'DRP-007': 'as written',
  'TCP-005': 'as written',
  'LOG-006': 'as written',
  'LOG-009': 'as written',
  'LOG-010': 'as written',
  'LOG-011': 'as written',
  'LGS-008': 'as written',
  'LGS-010': 'as written',
  'SNP-001': 'as written',
  'CON-003': 'as written',
  'CON-005': 'as written',
}
