import { fileURLToPath } from 'node:url'

/** Our runtime for Node handlers. It stands beside the folder that this file, or the bundle that it is part of, lies in. */
export const nodeBootstrap = fileURLToPath(
  new URL('../runtimes/nodejs/bootstrap.mjs', import.meta.url),
)
