import { api } from './invoke/api.ts'
import { crashes } from './invoke/crashes.ts'
import { outcomes } from './invoke/outcomes.ts'
import { phase } from './invoke/phase.ts'
import type { Area } from './requirement.ts'

/** Invocations, and how they can end. */
export const invoke: Area = {
  title: 'Invoke',
  prefixes: ['invoke', 'outcome'],
  requirements: [...phase, ...api, ...outcomes, ...crashes],
}
