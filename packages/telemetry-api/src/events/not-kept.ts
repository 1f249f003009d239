/** Why a late subscriber does not get everything that came before it. Chosen: no one is to blame for it. */
export const notKept =
  'Some logs were dropped because more was produced before the subscription than is kept'
