console.log('while loading')

export const levels = async () => {
  for (const level of ['trace', 'debug', 'log', 'info', 'warn', 'error']) console[level](level)
}

export const message = async () => {
  console.log('two\nlines %d', 2, { a: 1 })
  process.stdout.write('raw\n')
}

export const structures = async () => {
  const circular = { name: 'ring' }
  circular.self = circular
  console.log({ order: 7 })
  console.log('one', { order: 7 })
  console.log(circular)
  console.error('failed:', new RangeError('too far'))
}

export const onlyError = async () => {
  console.error(Object.assign(new RangeError('too far'), { limit: 9 }))
}
