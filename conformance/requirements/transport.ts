import type { Area } from './requirement.ts'
import { extensionIdentifier } from './transport/extension-identifier.ts'
import { requests } from './transport/requests.ts'

/** What all APIs have in common. */
export const transport: Area = {
  title: 'Transport',
  prefixes: ['transport'],
  requirements: [...requests, ...extensionIdentifier],
}
