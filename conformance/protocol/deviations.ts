import type { CaseExpectation } from './protocol-case.ts'

/** Where the simulator does something else than a case says, on purpose. */
export interface Deviation {
  /** What is expected instead. */
  readonly expect: CaseExpectation
  readonly reason: string
  /** What the platform is known to do, and how: documented, captured, core, chosen. */
  readonly source: string
}

/** By the id of the case. */
export const deviations: Readonly<Record<string, Deviation>> = {
  'next-optional-headers-absent': {
    expect: {
      status: 200,
      headers: {
        'Lambda-Runtime-Client-Context': null,
        'Lambda-Runtime-Cognito-Identity': null,
        'Lambda-Runtime-Aws-Tenant-Id': null,
        'Lambda-Runtime-Invocation-Id': { $regex: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
      },
    },
    reason:
      'the service has sent `Lambda-Runtime-Invocation-Id` with every event since 2026; the emulator does not know it yet',
    source: 'captured: pull requests 2508 of aws-lambda-dotnet and 1159 of aws-lambda-rust-runtime',
  },
}
