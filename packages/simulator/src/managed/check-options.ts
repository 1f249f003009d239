import { SimulatorError } from '@sim/core'
import { isManaged } from './is-managed.ts'

/** The options that it looks at. */
interface Checked {
  readonly initializationType: string
  readonly freeze: string
  readonly initialize: string
  readonly maxConcurrency?: number | undefined
}

/** Throws `ERR_INVALID_OPTIONS` for options that contradict the kind of the environment. */
export function checkManagedOptions(settings: Checked): void {
  const { freeze, initialize, maxConcurrency } = settings
  if (!isManaged(settings)) {
    if (maxConcurrency === undefined) return
    throw wrong(
      `maxConcurrency: needs initializationType 'lambda-managed-instances', found ${JSON.stringify(settings.initializationType)}`,
    )
  }
  if (freeze !== 'none') {
    throw wrong(`freeze: a managed instance is never frozen, found ${JSON.stringify(freeze)}`)
  }
  if (initialize !== 'at-start') {
    throw wrong(
      `initialize: a managed instance initialises at its start, found ${JSON.stringify(initialize)}`,
    )
  }
}

function wrong(fault: string): SimulatorError {
  return new SimulatorError(
    'ERR_INVALID_OPTIONS',
    `the options of the simulator are wrong: ${fault}`,
  )
}
