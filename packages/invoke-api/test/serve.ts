import {
  invokeApi,
  listen,
  refusals,
  type FunctionCall,
  type FunctionResult,
  type InvokeApiService,
} from '@sim/invoke-api'
import { RefusalError, type RefusalListener } from '@sim/protocol'

export const requestId = '3f4a7c1e-8e5b-4b4f-9b5e-0a1b2c3d4e5f'

/** A service that knows `hello` only, and remembers what it was asked. */
export class RecordingService implements InvokeApiService {
  readonly invoked: FunctionCall[] = []
  readonly queued: FunctionCall[] = []
  answer: Partial<FunctionResult> = {}

  find({ name }: FunctionCall['function']): void {
    if (name !== 'hello') throw new RefusalError(refusals.functionNotFound(`arn:of:${name}`))
  }

  async invoke(call: FunctionCall): Promise<FunctionResult> {
    this.invoked.push(call)
    const payload = Buffer.from('"hi"')
    return { requestId, payload, functionError: undefined, executedVersion: '7', ...this.answer }
  }

  enqueue(call: FunctionCall): string {
    this.queued.push(call)
    return requestId
  }
}

/** The API on a port, over that service. */
export async function serve(
  service: InvokeApiService = new RecordingService(),
  onError?: (error: unknown) => void,
) {
  const refused: Parameters<RefusalListener>[0][] = []
  const server = await listen(invokeApi(service, { onRefusal: (each) => refused.push(each) }), {
    onError,
  })
  const url = (name: string) => `${server.url}/2015-03-31/functions/${name}/invocations`
  return {
    refused,
    endpoint: server.url,
    invoke: (
      name: string,
      body: string | Buffer | undefined = '{}',
      headers: Record<string, string> = {},
    ) => fetch(url(name), { method: 'POST', body: body as string, headers }),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}
