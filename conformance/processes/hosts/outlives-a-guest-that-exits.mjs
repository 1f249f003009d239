// Arguments: modules in base64, one that exits with 7 and one that traps. Says how they ended.
import { Environment } from '@sim/process'
import { Buffer } from 'node:buffer'

const environment = new Environment()
process.on('uncaughtException', () => console.log('uncaught'))
for (const module of process.argv.slice(2)) {
  const guest = await environment.spawnWasm(Buffer.from(module, 'base64'))
  const { kind, code, error } = await guest.exited
  console.log(kind, code ?? error.code)
}
await environment.shutdown()
