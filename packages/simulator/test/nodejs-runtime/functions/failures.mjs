class OrderError extends Error {
  name = 'OrderError'
  orderId = 17
}

export const throws = () => {
  throw new OrderError('no stock')
}

export const rejects = async () => {
  throw new TypeError('not a number')
}

export const callsBackWithError = (_event, _context, callback) => callback(new OrderError('late'))

export const callsBackWithText = (_event, _context, callback) => callback('text')

export const fails = (_event, context) => context.fail(new OrderError('failed'))

export const throwsWhatItIsTold = async ({ what }) => {
  throw { text: 'just text', undefined: undefined, null: null, object: { a: 1 } }[what]
}

export const throwsUnreadable = async () => {
  throw Object.create(null)
}

export const throwsForeignLetters = async () => {
  const error = new Error('größer\nals \u{1F600}')
  error.name = 'Fehlér'
  throw error
}

export const throwsLong = async ({ size }) => {
  throw new Error('x'.repeat(size))
}

export const circular = async () => {
  const result = {}
  return Object.assign(result, { result })
}

export const bigint = async () => ({ n: 1n })

export const throwsOnDemand = async ({ message }) => {
  if (message) throw new Error(message)
  return 'fine'
}
