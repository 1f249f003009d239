import type { ProtocolCase } from '../protocol/protocol-case.ts'

type Profile = ProtocolCase['profile']

/** The flags with which the drop-in has a profile, those of one process and one invocation at a time. */
export const rieFlags: Readonly<Partial<Record<Profile, readonly string[]>>> = {
  classic: [],
  'classic-service': ['--telemetry'],
  snapstart: ['--enable-init-caching'],
}

/** Cases of these profiles that cannot be played as they are, and why. */
export const playedOtherwise: Readonly<Record<string, string>> = {
  'snap-credentials-ok':
    'its token is in the environment of the processes: the test has one tell it',
  'snap-restore-error-accepted':
    'nothing restores in it: the test sends the invocation first that does, as the other cases of SnapStart do',
}
