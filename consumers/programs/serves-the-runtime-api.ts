import { listen } from '@sim/protocol'
import { runtimeApi, RuntimeService } from '@sim/runtime-api'

/** Has a runtime, which is this program too, answer an invocation. */
export async function run(): Promise<unknown> {
  using service = new RuntimeService({ functionTimeoutMs: 30_000 })
  await using server = await listen(runtimeApi(service))
  const base = `${server.url}/2018-06-01/runtime/invocation`
  const answered = service.invoke('{"name":"Ada"}')

  const next = await fetch(`${base}/next`)
  const id = next.headers.get('lambda-runtime-aws-request-id')
  const event = (await next.json()) as { name: string }
  const body = JSON.stringify(`hello ${event.name}`)
  const { status } = await fetch(`${base}/${id}/response`, { method: 'POST', body })

  const answer = await answered
  return { status, kind: answer.kind, body: String(answer.body) }
}
