import { callers } from './emulator/callers.ts'
import { command } from './emulator/command.ts'
import { managed } from './emulator/managed.ts'
import type { Area } from './requirement.ts'

/** `lambda-sim rie` in the place of AWS’s emulator. */
export const emulator: Area = {
  title: 'The emulator’s stand-in',
  prefixes: ['emulator'],
  requirements: [...command, ...callers, ...managed],
}
