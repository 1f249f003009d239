import type { Deviation } from './deviations.ts'

/** Where a managed instance in this process does something else than a case says, on purpose. By the id of the case. */
export const managedDeviations: Readonly<Record<string, Deviation>> = {
  'mi-next-client-context-not-decoded': {
    expect: { status: 200, headers: { 'Lambda-Runtime-Client-Context': '{}' } },
    reason:
      'callers give the context as text; it is the shell of the emulator that leaves base64 as it is',
    source: 'documented: ClientContext of the Invoke API is base64, and the runtime gets JSON',
  },
}
