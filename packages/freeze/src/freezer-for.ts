import { CgroupFreezer } from './cgroup-freezer.ts'
import { cgroupPort, type CgroupPort } from './cgroup-port.ts'
import type { FreezeMode } from './freeze-options.ts'
import type { Freezer } from './freezer.ts'
import { unsupported } from './kernel-port.ts'
import { nothing } from './resume.ts'
import { SignalFreezer } from './signal-freezer.ts'
import type { SignalPort } from './signal-port.ts'
import { nobody } from './tree-members.ts'

/** How processes are stopped in this mode. */
export function freezerFor(
  mode: FreezeMode,
  port: SignalPort,
  cgroup: string | CgroupPort = '',
): Freezer {
  if (mode === 'none') return noFreezer
  if (!port.isSupported) throw unsupported()
  if (mode === 'process') return new SignalFreezer(port)
  return new CgroupFreezer(typeof cgroup === 'string' ? cgroupPort(cgroup) : cgroup, port)
}

/** Nobody is ever stopped: who it is does not matter, nor whether it exists. */
const noFreezer: Freezer = {
  identify: (pid) => ({ pid, startTime: '' }),
  admit: () => undefined,
  begin: () => {
    throw unsupported()
  },
  everyoneOf: () => nobody,
  resume: () => nothing,
  release: () => nothing,
}
