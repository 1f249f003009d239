export const environment = async () => process.env

export const prints = async ({ levels = [], lines = [] }) => {
  for (const level of levels) console[level](`at ${level}`)
  for (const line of lines) process.stdout.write(`${line}\n`)
}
