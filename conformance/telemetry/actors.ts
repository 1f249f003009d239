import type { SimulatorOptions } from '@sim/simulator'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'

/** What a program does next: the name of a step of `programs/steps.mjs`, and what it needs. */
export type Step = readonly [name: string, ...values: readonly unknown[]]

/** What a program does in one generation of the environment. */
export interface Part {
  /** Before its first event. */
  readonly start?: readonly Step[]
  /** A runtime: for each event that does not say itself what is to be done, as `{ do: Step[] }`. An extension: for INVOKE. */
  readonly invoke?: readonly Step[]
  /** An extension: for SHUTDOWN. A runtime: when it gets SIGTERM. */
  readonly shutdown?: readonly Step[]
}

/** What a program does: the same in every generation, or a part for each; the last one is that of all later ones. */
export type Script = Part | readonly Part[]

const program = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url))

/** A runtime, which answers each event with 50 bytes unless it is told otherwise. */
export function runtimeThat(
  script: Script = {},
  variables: Readonly<Record<string, string>> = {},
): NonNullable<SimulatorOptions['runtime']> {
  const environment = { SCRIPT: JSON.stringify([script].flat()), ...variables }
  return { command: execPath, args: [program('runtime')], environment }
}

/** An external extension, which registers for these events in its first step unless it is told otherwise. */
export function extensionThat(
  name: string,
  script: Script = {},
  variables: Readonly<Record<string, string>> = {},
): NonNullable<SimulatorOptions['extensions']>[number] {
  const environment = { SCRIPT: JSON.stringify([script].flat()), NAME: name, ...variables }
  return { name, command: execPath, args: [program('extension')], environment }
}
