export type { Command, Terminal } from './command.ts'
export { lambdaSim } from './lambda-sim.ts'
export { logLines, type LogLine } from './log-lines/log-lines.ts'
