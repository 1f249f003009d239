import type { Deviation } from './deviations.ts'

/** Where an environment with SnapStart in this process does something else than a case says, on purpose. By the id of the case. */
export const snapstartDeviations: Readonly<Record<string, Deviation>> = {
  'snap-rie-restore-next-returns-event': {
    expect: { status: 200, bodyText: '' },
    reason:
      'the emulator has no restore, so that the first invocation answers the poll; here it is restored, and then asks for the event',
    source:
      'core: `rendering/rendering.go`, the renderer of a restore; documented for runtimes with hooks',
  },
}
