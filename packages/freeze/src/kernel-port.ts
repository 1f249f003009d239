import process from 'node:process'
import { FreezeError } from './freeze-error.ts'
import { ProcPort } from './proc-port.ts'
import { psPort } from './ps-port.ts'
import type { SignalPort } from './signal-port.ts'

/** The port to this machine's kernel: `/proc` on Linux, `ps` on other systems with signals, none on Windows. */
export function kernelPort(platform: NodeJS.Platform = process.platform): SignalPort {
  if (platform === 'win32') return unsupportedPort
  return platform === 'linux' || platform === 'android' ? new ProcPort() : psPort
}

/** Windows has no SIGSTOP. */
const unsupportedPort: SignalPort = {
  isSupported: false,
  self: process.pid,
  read: () => undefined,
  threads: () => [],
  children: () => [],
  send: () => {
    throw unsupported()
  },
  pause: () => Promise.resolve(),
}

/** Says that this platform cannot stop processes. */
export function unsupported(what = 'SIGSTOP'): FreezeError {
  return new FreezeError(
    'ERR_FREEZE_UNSUPPORTED_PLATFORM',
    `stopping processes needs ${what}, which ${process.platform} does not have: use mode none`,
  )
}
