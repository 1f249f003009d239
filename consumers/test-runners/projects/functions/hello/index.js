const { spawnSync } = require('node:child_process')

/** Leaves its group, loses its parent, and drops most of its environment. */
const daemon = `
  const { AWS_LAMBDA_RUNTIME_API } = process.env
  const options = { detached: true, stdio: 'ignore', env: { AWS_LAMBDA_RUNTIME_API } }
  require('node:child_process').spawn('/bin/sleep', ['600'], options).unref()
`

exports.handler = async (event) => {
  console.log(`greets ${event.name}`)
  if (event.fail) throw new TypeError('told to fail')
  if (event.hang) await new Promise((resolve) => setTimeout(resolve, 600_000))
  if (event.daemon) spawnSync(process.execPath, ['-e', daemon])
  return { hello: event.name, pid: process.pid }
}
