import { setTimeout } from 'node:timers'

let present = 0
let meet = () => undefined
const met = new Promise((resolve) => {
  meet = resolve
})

/** Prints before and after so many others have come. */
export const together = async ({ expected, name }, context) => {
  console.log(`${name} comes`)
  present += 1
  if (present === expected) meet()
  await met
  console.log(`${name} goes`)
  return { id: context.awsRequestId, trace: process.env._X_AMZN_TRACE_ID ?? null }
}

export const calledBack = (_event, _context, callback) => callback(null, 'at once')

/** Throws into nowhere once so many have come. */
export const crashes = async ({ expected }) => {
  present += 1
  if (present === expected) {
    setTimeout(() => {
      throw new RangeError('nobody caught this')
    }, 1)
  }
  await new Promise(() => undefined)
}
