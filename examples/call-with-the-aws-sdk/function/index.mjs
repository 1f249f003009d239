export async function handler({ name }) {
  if (name === undefined) throw new TypeError('who are you?')
  console.log(`greeting ${name}`)
  return { greeting: `Hello, ${name}!` }
}

export const stream = awslambda.streamifyResponse(async ({ name }, response) => {
  response.write('Hello, ')
  if (name === undefined) throw new TypeError('who are you?')
  response.end(`${name}!`)
})
