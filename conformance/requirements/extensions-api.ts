import { errors } from './extensions-api/errors.ts'
import { events } from './extensions-api/events.ts'
import { register } from './extensions-api/register.ts'
import type { Area } from './requirement.ts'

/** What an extension can ask for and say. */
export const extensionsApi: Area = {
  title: 'Extensions API',
  prefixes: ['extension'],
  requirements: [...register, ...events, ...errors],
}
