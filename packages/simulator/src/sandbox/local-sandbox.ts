import { identify, kernelPort, type SignalPort } from '@sim/freeze'
import { Cgroup, OsProcess } from '@sim/process'
import { readFileSync, statSync } from 'node:fs'
import { platform } from 'node:process'
import { refuseUnlessProgram } from '../generation/refuse-unless-program.ts'
import type { ProcessMemory, Sandbox } from './sandbox.ts'

/** This machine: processes are its own, and they reach the APIs where these listen. */
export function localSandbox(): Sandbox {
  const signals = kernelPort()
  return {
    signals,
    runtimeApi: (address) => address,
    spawn: async (options) => {
      refuseUnlessProgram(options)
      return OsProcess.spawn(options)
    },
    passesDescriptors: true,
    createCgroup: () => Cgroup.create(),
    identify: (pid) => identify(pid, signals),
    isDirectory,
    peakMemoryKb,
    ...(platform === 'linux' && { memoryOf: (pid: number) => memoryOfTree(pid, signals) }),
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function peakMemoryKb(pid: number): number {
  return memory(pid)?.peakKb ?? 0
}

/** A process before its descendants. */
function memoryOfTree(pid: number, signals: SignalPort): ProcessMemory[] {
  const own = memory(pid)
  return own === undefined
    ? []
    : [own, ...signals.children(pid).flatMap((child) => memoryOfTree(child, signals))]
}

/** `undefined` where there is no `/proc`, and for a process that is gone or only waits to be reaped. */
function memory(pid: number): ProcessMemory | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const kilobytes = (field: RegExp): number => Number(field.exec(status)?.[1] ?? 0)
    const peakKb = kilobytes(/^VmHWM:\s+(\d+) kB/m)
    if (peakKb === 0) return undefined
    return { pid, peakKb, residentKb: kilobytes(/^VmRSS:\s+(\d+) kB/m) }
  } catch {
    return undefined
  }
}
