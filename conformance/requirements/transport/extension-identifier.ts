import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const uuid = testsOf('packages/protocol/test/uuid.test.ts')

/** `Lambda-Extension-Identifier`, which every call of an extension but the first carries. */
export const extensionIdentifier: readonly Requirement[] = [
  {
    id: 'transport.extension-id.missing',
    statement:
      'A call of an extension without `Lambda-Extension-Identifier`, or with an empty one, is 403 `Extension.MissingExtensionIdentifier` before anything else is looked at.',
    grade: 'core',
    source: [
      'core: rapi/middleware/middleware.go:43-59',
      'core: rapi/router.go:70-80,92-94,117-119',
    ],
    proofs: cases('event-next-missing-id', 'ext-init-error-missing-id'),
  },
  {
    id: 'transport.extension-id.malformed',
    statement: 'An identifier that is no UUID is 403 `Extension.InvalidExtensionIdentifier`.',
    grade: 'core',
    source: ['core: rapi/middleware/middleware.go:43-59'],
    proofs: [
      ...cases('event-next-malformed-id', 'ext-init-error-malformed-id'),
      uuid('%s is no UUID'),
    ],
  },
  {
    id: 'transport.extension-id.spellings',
    statement:
      'An identifier may be spelt with dashes, as 32 hexadecimal digits, in braces or as a URN, in any letter case.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rapi/middleware/middleware.go:43-59'],
    proofs: [
      ...cases('event-next-id-without-dashes', 'event-next-urn-id', 'event-next-braced-id'),
      uuid('a UUID may be spelt %s'),
    ],
  },
  {
    id: 'transport.extension-id.unknown',
    statement:
      'An identifier that nobody has is 403 `Extension.UnknownExtensionIdentifier`: polls and subscriptions name it in canonical spelling, reports of errors do not.',
    grade: 'core',
    source: [
      'core: rapi/handler/agentnext.go:49-53',
      'core: rapi/handler/agentiniterror.go:50-54',
      'core: rapi/handler/runtimelogs.go:32-34',
    ],
    proofs: cases(
      'event-next-unknown-id',
      'ext-exit-error-unknown-id',
      'telemetry-service-unknown-ext',
    ),
  },
  {
    id: 'transport.extension-id.header-case',
    statement: 'The name of the identifier header may be written in any letter case.',
    grade: 'core',
    source: ['core: rapi/middleware/middleware.go:43-59'],
    proofs: cases('event-next-lower-case-header'),
  },
]
