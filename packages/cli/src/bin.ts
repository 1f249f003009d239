#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import process from 'node:process'

// Before anything large is loaded: from the second start on it saves a part of the time.
enableCompileCache()

async function main(): Promise<void> {
  const { lambdaSim } = await import('./lambda-sim.ts')
  const { ProcessTerminal } = await import('./process-terminal.ts')
  const { write } = await import('./write.ts')
  using terminal = new ProcessTerminal(process)
  const code = await lambdaSim(process.argv.slice(2), terminal)
  await Promise.all([write(process.stdout, ''), write(process.stderr, '')])
  process.exit(code)
}

void main()
