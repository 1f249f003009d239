import { ApiRouter, answerJson, listen, readBody, RefusalError } from '@sim/protocol'

const refusal = { status: 403, errorType: 'NotAllowed', errorMessage: 'only <b> is' }

/** Serves an API of its own, and calls it. */
export async function run(): Promise<unknown> {
  const api = new ApiRouter('/v1').post('/things/:name', async (ctx) => {
    if (ctx.params['name'] !== 'b') throw new RefusalError(refusal)
    const { size } = await readBody(ctx.req)
    answerJson(ctx, 200, { size })
  })
  await using server = await listen(api.middleware())
  const post = (name: string) =>
    fetch(`${server.url}/v1/things/${name}`, { method: 'POST', body: '12345' })

  return { known: await (await post('b')).text(), refused: await (await post('a')).text() }
}
