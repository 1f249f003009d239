// @ts-check
import { RuntimeError } from './errors.mjs'

/** Makes functions that stream their responses fail while they load, with a reason. */
export function refuseResponseStreaming() {
  const refuse = () => {
    throw new RuntimeError(
      'Runtime.StreamingNotSupported',
      'awslambda.streamifyResponse was called: this runtime cannot stream responses, only return them',
    )
  }
  Reflect.set(globalThis, 'awslambda', {
    streamifyResponse: refuse,
    HttpResponseStream: { from: refuse },
  })
}
