import { Simulator } from '@sim/simulator'
import { callersPath, type Invokable } from './bare-server.ts'

/** The simulator, with answers that are taken as they come. */
export async function simulatedStream(): Promise<Invokable> {
  const simulator = await Simulator.start({ timeoutMs: 60_000 })
  return {
    address: simulator.runtimeApi,
    url: simulator.endpoint,
    async invoke(payload) {
      const { body } = await simulator.invokeWithResponseStream(payload)
      for await (const _part of body) continue
      return payload
    },
    [Symbol.asyncDispose]: () => simulator.stop(),
  }
}

/** The simulator, door to door, as a bare server is measured. */
export async function simulated(): Promise<Invokable> {
  const simulator = await Simulator.start({ timeoutMs: 60_000 })
  return {
    address: simulator.runtimeApi,
    url: `${simulator.endpoint}${callersPath}`,
    async invoke(payload) {
      const { result } = await simulator.invoke(payload)
      if (result?.status !== 'success') throw new Error(`an invocation failed: ${result?.status}`)
      return result.payload
    },
    [Symbol.asyncDispose]: () => simulator.stop(),
  }
}
