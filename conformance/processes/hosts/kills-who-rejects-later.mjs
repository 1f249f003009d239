// The functions of tasks that were killed reject afterwards, and one of them at once.
import { Environment } from '@sim/process'
import { setImmediate as nextTurn } from 'node:timers/promises'

process.on('unhandledRejection', () => console.log('unhandled'))
const environment = new Environment()
const begun = Promise.withResolvers()
const late = await environment.spawn(async () => {
  await begun.promise
  throw new Error('too late')
})
const hasWaited = await environment.spawn((self) => self.mailbox.receive())
const failed = await environment.spawn(() => {
  throw new Error('over')
})
await nextTurn()
const kinds = [(await late.kill()).kind, (await hasWaited.kill()).kind, (await failed.exited).kind]
begun.resolve()
for (const _turn of [1, 2, 3]) await nextTurn()
console.log(kinds.join(' '))
