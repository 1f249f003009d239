/** Takes orders, and prints a line for each. */
export async function handler({ orders = [] }) {
  for (const { id } of orders) console.log(`order ${id}`)
  if (orders.length === 0) throw new RangeError('there is nothing to order')
  return { accepted: orders.length }
}
