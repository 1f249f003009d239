import { setTimeout } from 'node:timers/promises'

/** Takes an order and prints it. Some orders never end, some are the end of everything. */
export async function handler({ order, fault }) {
  console.log(`order ${order}`)
  if (fault === 'hang') await setTimeout(60_000)
  if (fault === 'crash') process.exit(1)
  return { order }
}
