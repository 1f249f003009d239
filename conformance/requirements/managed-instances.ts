import { answers } from './managed-instances/answers.ts'
import { extensions } from './managed-instances/extensions.ts'
import { life } from './managed-instances/life.ts'
import { polls } from './managed-instances/polls.ts'
import type { Area } from './requirement.ts'

/** Environments with several invocations at a time. */
export const managedInstances: Area = {
  title: 'Managed instances',
  prefixes: ['managed'],
  requirements: [...polls, ...answers, ...life, ...extensions],
}
