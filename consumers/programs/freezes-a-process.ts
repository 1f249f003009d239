import { FreezeController, processState } from '@sim/freeze'
import { OsProcess } from '@sim/process'

/** Starts a process, stops it where it is, has it go on, and ends it. */
export async function run(): Promise<unknown> {
  await using child = await OsProcess.spawn({
    name: 'sleeper',
    command: '/bin/sleep',
    args: ['60'],
    env: {},
  })
  const controller = new FreezeController({ mode: 'process' })
  const stateOf = (pid: number) => {
    const state = processState(pid)
    return state === 'gone' ? state : state.state
  }

  controller.register(child.pid)
  const outcome = await controller.freezeAtEpoch(controller.epoch)
  const frozen = stateOf(child.pid)
  controller.unfreeze()
  const thawed = stateOf(child.pid) !== frozen
  const exit = await child.kill()

  return { outcome, isStopped: frozen.startsWith('T'), thawed, kind: exit.kind }
}
