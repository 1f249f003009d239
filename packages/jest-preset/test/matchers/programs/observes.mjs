// An extension that registers for INVOKE and SHUTDOWN, and prints what it is told.
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2020-01-01/extension`
const registered = await fetch(`${api}/register`, {
  method: 'POST',
  headers: { 'Lambda-Extension-Name': 'observes' },
  body: JSON.stringify({ events: ['INVOKE', 'SHUTDOWN'] }),
})
const headers = {
  'Lambda-Extension-Identifier': registered.headers.get('lambda-extension-identifier'),
}
for (;;) {
  const event = await (await fetch(`${api}/event/next`, { headers })).json()
  console.log(`told ${event.eventType}`)
  if (event.eventType === 'SHUTDOWN') process.exit(0)
}
