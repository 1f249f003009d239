import { identify, kernelPort } from '@sim/freeze'
import { Cgroup, OsProcess } from '@sim/process'
import { readFileSync } from 'node:fs'
import type { Sandbox } from './sandbox.ts'

/** This machine: processes are its own, and they reach the APIs where these listen. */
export function localSandbox(): Sandbox {
  const signals = kernelPort()
  return {
    signals,
    runtimeApi: (address) => address,
    spawn: (options) => OsProcess.spawn(options),
    createCgroup: () => Cgroup.create(),
    identify: (pid) => identify(pid, signals),
    peakMemoryKb,
  }
}

function peakMemoryKb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
  } catch {
    return 0
  }
}
