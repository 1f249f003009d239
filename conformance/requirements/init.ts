import { course } from './init/course.ts'
import { failures } from './init/failures.ts'
import type { Area } from './requirement.ts'

/** How an environment begins. */
export const init: Area = {
  title: 'Init',
  prefixes: ['init'],
  requirements: [...course, ...failures],
}
