import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('runtime.mjs', import.meta.url))

/** The measuring runtime, in a process of its own, until disposed of. */
export function runRuntime(address: string, answerBytes = 64): AsyncDisposable {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { AWS_LAMBDA_RUNTIME_API: address, ANSWER_BYTES: String(answerBytes) },
  })
  return {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
