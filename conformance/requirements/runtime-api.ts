import type { Area } from './requirement.ts'
import { error } from './runtime-api/error.ts'
import { next } from './runtime-api/next.ts'
import { response } from './runtime-api/response.ts'
import { states } from './runtime-api/states.ts'

/** What a runtime can ask for and say. */
export const runtimeApi: Area = {
  title: 'Runtime API',
  prefixes: ['runtime'],
  requirements: [...next, ...response, ...error, ...states],
}
