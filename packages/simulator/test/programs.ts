import { fileURLToPath } from 'node:url'

const at = (name: string) => fileURLToPath(new URL(`fixtures/${name}.mjs`, import.meta.url))

/** A fixture as a runtime. */
export const runtime = (name: string, environment: Record<string, string> = {}) => ({
  command: process.execPath,
  args: [at(name)],
  environment,
})

/** A fixture as an external extension under its own name. */
export const extension = (program: string, name = program) => ({
  ...runtime(program, { EXTENSION_NAME: name }),
  name,
})
