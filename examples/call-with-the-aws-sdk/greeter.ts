import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'

/** Application code: it calls a function by its name, and knows nothing of where that runs. */
export class Greeter {
  readonly #lambda = new LambdaClient({})

  /** What the function `greet` says to someone. Rejects with the function's own error message if it fails. */
  async greet(name?: string): Promise<string> {
    const { FunctionError, Payload } = await this.#lambda.send(
      new InvokeCommand({ FunctionName: 'greet', Payload: JSON.stringify({ name }) }),
    )
    const answer = JSON.parse(Payload?.transformToString() ?? '{}')
    if (FunctionError !== undefined) throw new Error(answer.errorMessage)
    return answer.greeting
  }

  /** The same, word by word, while the function says it. Fails as soon as the function does. */
  async *greetSlowly(name?: string): AsyncGenerator<string> {
    const { EventStream = [] } = await this.#lambda.send(
      new InvokeWithResponseStreamCommand({
        FunctionName: 'greet',
        Payload: JSON.stringify({ name }),
      }),
    )
    const decoder = new TextDecoder()
    for await (const { PayloadChunk, InvokeComplete } of EventStream) {
      if (PayloadChunk?.Payload) yield decoder.decode(PayloadChunk.Payload, { stream: true })
      if (InvokeComplete?.ErrorCode) {
        throw new Error(JSON.parse(InvokeComplete.ErrorDetails ?? '{}').errorMessage)
      }
    }
  }

  /** Has someone greeted, some time. */
  async greetLater(name: string): Promise<void> {
    await this.#lambda.send(
      new InvokeCommand({
        FunctionName: 'greet',
        InvocationType: 'Event',
        Payload: JSON.stringify({ name }),
      }),
    )
  }
}
