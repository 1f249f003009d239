// Does what its event says: { meet: 4 } answers once so many are here, { crash: 3 } ends the process then, { visit } answers when
// that URL has, { hang } never answers, anything else comes back.
const meetings = new Map()

export const handler = async (event, context) => {
  const { meet, crash, visit, hang, fail, say } = event
  if (say !== undefined) console.log(say)
  if (hang) return await new Promise(() => undefined)
  if (fail) throw new TypeError(fail)
  if (crash !== undefined) {
    await arrived('crash', crash)
    process.exit(3)
  }
  if (meet !== undefined) await arrived('meet', meet)
  if (visit !== undefined) await fetch(visit)
  return { event, requestId: context.awsRequestId }
}

function arrived(where, expected) {
  const meeting = meetings.get(where) ?? { ...Promise.withResolvers(), present: 0 }
  meetings.set(where, meeting)
  meeting.present += 1
  if (meeting.present === expected) meeting.resolve()
  return meeting.promise
}

/** Answers a part, and the rest when the URL has answered. */
export const streamed = awslambda.streamifyResponse(async ({ visit }, stream) => {
  stream.write('first')
  await fetch(visit)
  stream.end(' last')
})
