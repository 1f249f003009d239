import type { SimulatorOptions } from '@sim/simulator'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

type Variables = Readonly<Record<string, string>>

/** A program of `fixtures/` as the runtime. */
export function fixtureRuntime(
  name: string,
  environment: Variables = {},
): NonNullable<SimulatorOptions['runtime']> {
  return { command: execPath, args: [pathOf(name)], environment }
}

/** A program of `fixtures/` as an external extension; it registers under its own name. */
export function fixtureExtension(
  name: string,
  environment: Variables = {},
): NonNullable<SimulatorOptions['extensions']>[number] {
  return { name, command: execPath, args: [pathOf(name)], environment }
}

/** The directory of a function of `fixtures/functions/`. */
export function fixtureFunction(name: string): string {
  return fileURLToPath(new URL(`../fixtures/functions/${name}`, import.meta.url))
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}.mjs`, import.meta.url))
}
