import type { Area } from './requirement.ts'
import { reset } from './reset-and-shutdown/reset.ts'
import { shutdown } from './reset-and-shutdown/shutdown.ts'

/** How an environment ends, or begins anew. */
export const resetAndShutdown: Area = {
  title: 'Reset and shutdown',
  prefixes: ['shutdown', 'reset'],
  requirements: [...shutdown, ...reset],
}
