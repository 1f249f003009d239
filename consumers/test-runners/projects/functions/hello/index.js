const { spawnSync } = require('node:child_process')

/** Leaves its group and loses its parent. */
const daemon =
  "require('node:child_process').spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref()"

exports.handler = async (event) => {
  console.log(`greets ${event.name}`)
  if (event.fail) throw new TypeError('told to fail')
  if (event.hang) await new Promise((resolve) => setTimeout(resolve, 600_000))
  if (event.daemon) spawnSync(process.execPath, ['-e', daemon])
  return { hello: event.name, pid: process.pid }
}
