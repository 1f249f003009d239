// Handlers that stream.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const { streamifyResponse, HttpResponseStream } = awslambda

export const parts = streamifyResponse(async (event, stream, context) => {
  stream.setContentType('text/plain')
  stream.write(`event ${JSON.stringify(event)}, `)
  stream.write(Buffer.from(`id ${context.awsRequestId}, `))
  stream.write({ json: true })
  stream.end()
})

export const piped = streamifyResponse(async (_event, stream) => {
  await pipeline(Readable.from(['one ', 'two']), stream)
})

export const large = streamifyResponse(async ({ size }, stream) => {
  await pipeline(
    Readable.from(
      (function* () {
        for (let left = size; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536))
      })(),
    ),
    stream,
  )
})

export const nothing = streamifyResponse(async (_event, stream) => stream.end())

export const http = streamifyResponse(async (_event, stream) => {
  const response = HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-a': 'b' } })
  response.write('body')
  response.end()
})

export const throwsLate = streamifyResponse(async (_event, stream) => {
  stream.write('partial')
  throw new TypeError('midway ü')
})

export const throwsEarly = streamifyResponse(async () => {
  throw new TypeError('at once')
})

export const crashes = streamifyResponse((_event, stream) => {
  stream.write('partial')
  return new Promise(() => {
    setImmediate(() => {
      throw new Error('nobody catches this')
    })
  })
})

export const neverEnds = streamifyResponse(async () => undefined)

export const notAsync = streamifyResponse((_event, stream) => stream.end('text'))

export const tooLate = streamifyResponse(async (_event, stream) => {
  stream.write('text')
  await new Promise((resolve) => setImmediate(resolve))
  stream.setContentType('text/plain')
})

export const throwsAfterwards = streamifyResponse(async (_event, stream) => {
  stream.end('all')
  await new Promise((resolve) => stream.once('finish', resolve))
  throw new Error('afterwards')
})
