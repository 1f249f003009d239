/** What Jest keeps of a failure: what was thrown, or that and an error which knows where. A time-out is text. */
export type JestErrors = unknown[]

/** Adds a text to every failure of a test, unless it was added, or tells it already. */
export function appendToFailures(errors: JestErrors, text: string, done: WeakSet<object>): void {
  if (text === '') return
  errors.forEach((entry, index) => {
    const [thrown, origin]: unknown[] = Array.isArray(entry) ? entry : [entry]
    const error = typeof thrown === 'string' ? located(thrown, origin) : thrown
    if (typeof error !== 'object' || error === null || done.has(error)) return
    done.add(error)
    if (error !== thrown) errors[index] = error
    appendTo(error, text)
  })
}

/** Adds a text to the message of an error, and to its stack, which is what test runners print. */
function appendTo(error: object, text: string): void {
  const { message, stack = '' } = error as Error
  const [, firstLine = text] = text.split('\n')
  if (typeof message !== 'string' || message.includes(firstLine)) return
  const longer = `${message}\n\n${text}\n`
  // A frozen error stays as it is: what it says matters more.
  Reflect.set(error, 'message', longer)
  Reflect.set(
    error,
    'stack',
    stack.includes(message) ? stack.replace(message, () => longer) : `${longer}\n${stack}`,
  )
}

/** Text as an error: Jest would quote it with all its line breaks. */
function located(thrown: string, origin: unknown): Error {
  const error = new Error(`thrown: "${thrown}"`)
  const stack = String((origin as Error | undefined)?.stack ?? '')
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line))
  error.stack = [`Error: ${error.message}`, ...frames].join('\n')
  return error
}
