import type { Area } from './requirement.ts'
import { credentials } from './snapstart/credentials.ts'
import { restore } from './snapstart/restore.ts'
import { snapshot } from './snapstart/snapshot.ts'

/** Environments that begin with a snapshot. */
export const snapstart: Area = {
  title: 'SnapStart',
  prefixes: ['snapstart'],
  requirements: [...snapshot, ...restore, ...credentials],
}
