export { assertSupportedNode } from './assert-supported-node.ts'
export { Cell } from './cell.ts'
export { systemClock, type Clock } from './clock.ts'
export { Gate } from './gate.ts'
export { invalidOptions, type OptionIssue } from './invalid-options.ts'
export { defaultLogLimit, Log } from './log.ts'
export { ManualClock } from './manual-clock.ts'
export { Listeners } from './listeners.ts'
export { onAbort } from './on-abort.ts'
export { pollUntil } from './poll-until.ts'
export { Resources } from './resources.ts'
export { SimulatorError } from './simulator-error.ts'
export { Timestamps } from './timestamps.ts'
export { IllegalTransitionError, transition, type TransitionTable } from './state-machine.ts'
export {
  defaultWaitMs,
  waitFor,
  WaitTimeoutError,
  type WaitLimits,
  type WaitOptions,
  type Watchable,
} from './wait-for.ts'
