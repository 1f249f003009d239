#!/usr/bin/env node
import { assertSupportedNode } from '@sim/core'
import * as module from 'node:module'
import process from 'node:process'

// Before anything large is loaded: from the second start on it saves a part of the time.
module.enableCompileCache?.()

async function main(): Promise<void> {
  assertSupportedNode()
  const { lambdaSim } = await import('./lambda-sim.ts')
  const { ProcessTerminal } = await import('./process-terminal.ts')
  const { write } = await import('./write.ts')
  using terminal = new ProcessTerminal(process)
  const code = await lambdaSim(process.argv.slice(2), terminal)
  await Promise.all([write(process.stdout, ''), write(process.stderr, '')])
  process.exit(code)
}

main().catch((error: unknown) => {
  // What happens before there is a terminal.
  process.stderr.write(`lambda-sim: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
