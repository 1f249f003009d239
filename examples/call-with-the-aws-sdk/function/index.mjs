export async function handler({ name }) {
  if (name === undefined) throw new TypeError('who are you?')
  console.log(`greeting ${name}`)
  return { greeting: `Hello, ${name}!` }
}
