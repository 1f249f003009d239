// Arguments: where its guests run, and modules in base64 that never end. Exits although they run, and says who they are.
import { Environment } from '@sim/process'
import { Buffer } from 'node:buffer'

const [isolation, ...modules] = process.argv.slice(2)
const environment = new Environment()
const osPids = []
for (const module of modules) {
  const guest = await environment.spawnWasm(Buffer.from(module, 'base64'), {
    isolation,
    messages: 'stdin',
  })
  osPids.push(guest.body.osPid ?? 0)
}
process.stdout.write(`${JSON.stringify(osPids)}\n`, () => process.exit(0))
