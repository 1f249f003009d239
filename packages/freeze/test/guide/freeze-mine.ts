import { FreezeController } from '@sim/freeze'
import { spawn } from 'node:child_process'

const child = spawn('sh', ['-c', 'sleep 60; true'], { detached: true })
const controller = new FreezeController({ mode: 'process', onEvent: console.log })
controller.register(child.pid ?? NaN)

await controller.freezeAtEpoch(controller.epoch) // 'frozen': every thread of both is in state T
controller.unfreeze() // { epoch: 1, resumed: [ … ], gone: [], failures: [] }
await controller.freezeAtEpoch(0) // 'superseded': epoch 0 is over, nothing was signalled

process.kill(-(child.pid ?? NaN), 'SIGKILL')
