import { wasi as abi } from '@bjorn3/browser_wasi_shim'

const numbers = new Map(Object.entries(abi))

/** A call that a guest may not make, or not like this. */
export class Refusal extends Error {
  constructor(code, message = code) {
    super(message)
    this.code = code
  }
}

/** What a call gives, or why it does not: `ret` is an error number of WASI. */
export function attempt(call) {
  try {
    return { ret: abi.ERRNO_SUCCESS, ...call() }
  } catch (error) {
    return { ret: errnoOf(error.code) }
  }
}

/** `ENOENT` is `ERRNO_NOENT`; what WASI has no word for is an input/output error. */
function errnoOf(code = '') {
  if (code === 'ERR_INVALID_ARG_VALUE') return abi.ERRNO_INVAL
  return numbers.get(`ERRNO_${code.slice(1)}`) ?? abi.ERRNO_IO
}
