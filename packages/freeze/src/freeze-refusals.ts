import { FreezeError } from './freeze-error.ts'
import type { ProcessIdentity } from './process-identity.ts'

export const noPid = (): FreezeError =>
  new FreezeError('ERR_FREEZE_NO_PID', 'wanted a process to freeze, found none: register one')

export const notFound = (gone: readonly ProcessIdentity[]): FreezeError => {
  const pids = gone.map(({ pid }) => pid)
  const message = `wanted a process to freeze, found all registered ones gone: ${pids.join(', ')}`
  return new FreezeError('ERR_FREEZE_PROCESS_NOT_FOUND', message, { pid: pids[0] })
}

export const invalidEpoch = (epoch: number): FreezeError =>
  new FreezeError(
    'ERR_FREEZE_INVALID_EPOCH',
    `wanted an epoch, found ${epoch}: epochs are whole numbers from 0`,
  )

export const abandoned = (epoch: number, cause: unknown): FreezeError =>
  new FreezeError(
    'ERR_FREEZE_ABANDONED',
    `everyone who wanted the freeze at epoch ${epoch} gave it up: what was stopped runs again`,
    { cause },
  )
