import type { Area } from './requirement.ts'
import { bandwidth } from './streaming/bandwidth.ts'
import { delivery } from './streaming/delivery.ts'
import { ends } from './streaming/ends.ts'

/** Responses that arrive piece by piece. */
export const streaming: Area = {
  title: 'Response streaming',
  prefixes: ['streaming'],
  requirements: [...delivery, ...ends, ...bandwidth],
}
